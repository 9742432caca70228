import type { XadesProblemCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What is told of an XML signature. */
export const xadesProblems = catalogue<Record<XadesProblemCode, string>>(
  {
    'xades.structure': 'XML-dəki imzanın quruluşu qaydaları pozur.',
    'xades.no_qualifying_properties':
      'Bu, sadə XML imzasıdır: imzalayan və vaxt haqqında imzalanmış məlumat yoxdur.',
    'xades.qualifying_properties': 'İmza haqqında məlumat iki dəfə yazılıb və ya öz yerində deyil.',
    'xades.signed_properties_reference': 'İmza haqqında məlumat imzalanmayıb və ya başqa yerdən götürülüb.',
    'xades.duplicate_id': 'XML-də iki hissənin nişanı eynidir, hansının imzalandığı bilinmir.',
    'xades.duplicate_file': 'İki faylın adı eynidir, hansının imzalandığı bilinmir.',
    'xades.part_of_document': 'Sənədin yalnız bir hissəsi imzalanıb. Qalanını imzalayan təsdiq etməyib.',
    'xades.part_of_object': 'İmzanın içindəki sənədin yalnız bir hissəsi imzalanıb.',
    'xades.document_not_signed': 'İmza sənədin içindədir, amma onu imzalamır.',
    'xades.enveloped_elsewhere': 'İmza başqa sənədin imzasıdır və bura köçürülüb.',
    'xades.nothing_signed': 'İmza heç bir sənədi imzalamır.',
    'xades.unsigned_object': 'İmzanın içində imzalanmayan məlumat var.',
    'xades.unsigned_comments': 'XML-dəki şərhlər imzalanmayıb.',
    'xades.canonical_file': 'Faylın mənası imzalanıb, yazılışı isə eyni mənada dəyişdirilmiş ola bilər.',
    'xades.unsupported': 'İmzada bu xidmətin tanımadığı üsul işlədilib.',
    'xades.several_tokens': 'Bir vaxt möhürünün yerində bir neçəsi var.',
    'xades.old_archive_time_stamp': 'İmzada köhnə növ arxiv vaxt möhürü var. O, yoxlanılmayıb.',
    'xades.evidence_unreadable': 'İmzaya əlavə edilmiş sübutlardan bir qismi oxunmur.',
    'xades.counter_signature_elsewhere': 'İkinci imza bu imzanı təsdiq etmir.',
    'xades.unknown_content': 'İmzaların yanında onlara aid olmayan məlumat var.',
  },
  {
    'xades.structure': 'The signature in the XML is not built by the rules.',
    'xades.no_qualifying_properties':
      'This is a plain XML signature without signed facts about signer and time.',
    'xades.qualifying_properties': 'The facts about the signature stand twice or in the wrong place.',
    'xades.signed_properties_reference':
      'The facts about the signature are not signed, or come from elsewhere.',
    'xades.duplicate_id': 'Two parts of the XML have the same mark, so it is open which one is signed.',
    'xades.duplicate_file': 'Two files have the same name, so it is open which one is signed.',
    'xades.part_of_document':
      'Only a part of the document is signed. The signer has not vouched for the rest.',
    'xades.part_of_object': 'Only a part of the document in the signature is signed.',
    'xades.document_not_signed': 'The signature lies in the document but does not sign it.',
    'xades.enveloped_elsewhere': 'The signature belongs to another document and was moved here.',
    'xades.nothing_signed': 'The signature signs no document at all.',
    'xades.unsigned_object': 'There are data inside the signature that are not signed.',
    'xades.unsigned_comments': 'The comments in the XML are not signed.',
    'xades.canonical_file':
      'The meaning of the file is signed; it may be written in another way that means the same.',
    'xades.unsupported': 'The signature uses a method that this service does not know.',
    'xades.several_tokens': 'There are several time stamps where there is room for one.',
    'xades.old_archive_time_stamp':
      'The signature holds an archive time stamp of an old kind, which was not checked.',
    'xades.evidence_unreadable': 'Some of the evidence in the signature cannot be read.',
    'xades.counter_signature_elsewhere': 'The counter-signature does not vouch for this signature.',
    'xades.unknown_content': 'Something that belongs to no signature stands beside them.',
  },
  {
    'xades.structure': 'Строение подписи в XML нарушает правила.',
    'xades.no_qualifying_properties':
      'Это простая подпись XML без подписанных сведений о подписавшем и времени.',
    'xades.qualifying_properties': 'Сведения о подписи записаны дважды или не на своём месте.',
    'xades.signed_properties_reference': 'Сведения о подписи не подписаны или взяты из другого места.',
    'xades.duplicate_id': 'У двух частей XML одна метка, неясно, какая подписана.',
    'xades.duplicate_file': 'У двух файлов одно имя, неясно, какой подписан.',
    'xades.part_of_document': 'Подписана только часть документа. За остальное подписавший не ручался.',
    'xades.part_of_object': 'Подписана только часть документа, вложенного в подпись.',
    'xades.document_not_signed': 'Подпись находится в документе, но не подписывает его.',
    'xades.enveloped_elsewhere': 'Подпись принадлежит другому документу и перенесена сюда.',
    'xades.nothing_signed': 'Подпись не подписывает никакого документа.',
    'xades.unsigned_object': 'Внутри подписи есть неподписанные данные.',
    'xades.unsigned_comments': 'Комментарии в XML не подписаны.',
    'xades.canonical_file': 'Подписан смысл файла: его запись может быть изменена без изменения смысла.',
    'xades.unsupported': 'В подписи использован способ, неизвестный сервису.',
    'xades.several_tokens': 'На месте одной метки времени их несколько.',
    'xades.old_archive_time_stamp': 'В подписи есть архивная метка времени старого вида, она не проверена.',
    'xades.evidence_unreadable': 'Часть доказательств в подписи не читается.',
    'xades.counter_signature_elsewhere': 'Заверяющая подпись не относится к этой подписи.',
    'xades.unknown_content': 'Рядом с подписями есть данные, к ним не относящиеся.',
  },
);
