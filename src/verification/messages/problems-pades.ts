import type { PadesProblemCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What is told of a signature in a PDF. */
export const padesProblems = catalogue<Record<PadesProblemCode, string>>(
  {
    'pades.dictionary': 'PDF-dəki imza sahəsi pozulub.',
    'pades.duplicate_entry': 'PDF-dəki imzada eyni məlumat iki dəfə yazılıb.',
    'pades.contents': 'PDF-dəki imza sahəsi boşdur.',
    'pades.contents_trailing': 'PDF-də imzanın ardınca artıq məlumat var.',
    'pades.byte_range': 'PDF-in hansı hissəsinin imzalandığı düzgün göstərilməyib.',
    'pades.byte_range_gap': 'PDF-in ortasında imzalanmayan yer var. Orada istənilən şey gizlədilə bilər.',
    'pades.byte_range_end': 'İmza PDF-i axıradək əhatə etmir.',
    'pades.shared_dictionary': 'Eyni imza PDF-də iki yerdə göstərilib.',
    'pades.sub_filter': 'PDF-də bu xidmətin tanımadığı növ imza var.',
    'pades.message': 'PDF-dəki imza oxunmur.',
    'pades.signers': 'PDF-dəki imzanın bir sahibi olmalıdır, burada isə belə deyil.',
    'pades.content_inside': 'PDF-dəki imzanın içində başqa məzmun var.',
    'pades.signing_time': 'İmzalama vaxtı PDF-də iki yerdə yazılıb.',
    'pades.no_time': 'İmzalayan imzalama vaxtını yazmayıb.',
    'pades.content_after_signature':
      'PDF imzalandıqdan sonra dəyişdirilib. Gördüyünüz sənəd imzalanan sənəd olmaya bilər.',
    'pades.form_filled_after_signature':
      'İmzadan sonra PDF-in sahələri doldurulub. İmza buna icazə verir, amma yazılanları imzalayan görməyib.',
    'pades.stamp_after_signature': 'Bu imzadan sonra PDF-ə başqa imzanın görünən möhürü qoyulub.',
    'pades.annotated_after_signature': 'İmzadan sonra PDF-ə qeydlər yazılıb. Onları imzalayan görməyib.',
    'pades.signature_removed': 'PDF-in əvvəlki halında olan imza sonra silinib.',
    'pades.trailing_bytes': 'PDF-in hissələri arasında heç nəyə aid olmayan məlumat var.',
  },
  {
    'pades.dictionary': 'The signature field of the PDF is damaged.',
    'pades.duplicate_entry': 'An entry of the signature in the PDF stands twice.',
    'pades.contents': 'The signature field of the PDF is empty.',
    'pades.contents_trailing': 'Something follows the signature where nothing may be.',
    'pades.byte_range': 'The signature does not say correctly which part of the PDF it signs.',
    'pades.byte_range_gap': 'A part in the middle of the PDF is not signed and may hide anything.',
    'pades.byte_range_end': 'The signature does not reach to the end of the PDF.',
    'pades.shared_dictionary': 'The PDF shows one signature in two places.',
    'pades.sub_filter': 'The PDF has a signature of a kind that this service does not know.',
    'pades.message': 'The signature in the PDF cannot be read.',
    'pades.signers': 'A signature in a PDF has exactly one signer, and this one has not.',
    'pades.content_inside': 'The signature in the PDF holds other content inside.',
    'pades.signing_time': 'The time of signing stands in two places.',
    'pades.no_time': 'The signer claims no time of signing.',
    'pades.content_after_signature':
      'The PDF was changed after it was signed. What you see may not be what was signed.',
    'pades.form_filled_after_signature':
      'Fields of the PDF were filled in after the signature. The signature allows it, but the signer did not see what was written.',
    'pades.stamp_after_signature': 'After this signature another one with a visible stamp was added.',
    'pades.annotated_after_signature':
      'Notes were added to the PDF after the signature. The signer did not see them.',
    'pades.signature_removed': 'A signature that the PDF once had was removed later.',
    'pades.trailing_bytes': 'The PDF has data between its parts that belong to nothing.',
  },
  {
    'pades.dictionary': 'Поле подписи в PDF повреждено.',
    'pades.duplicate_entry': 'Одна из записей подписи в PDF повторяется.',
    'pades.contents': 'Поле подписи в PDF пустое.',
    'pades.contents_trailing': 'После подписи в PDF есть лишние данные.',
    'pades.byte_range': 'Неверно указано, какая часть PDF подписана.',
    'pades.byte_range_gap': 'В середине PDF есть неподписанное место, где можно скрыть что угодно.',
    'pades.byte_range_end': 'Подпись охватывает PDF не до конца.',
    'pades.shared_dictionary': 'Одна подпись показана в PDF в двух местах.',
    'pades.sub_filter': 'В PDF есть подпись неизвестного сервису вида.',
    'pades.message': 'Подпись в PDF не читается.',
    'pades.signers': 'У подписи в PDF один владелец, а здесь это не так.',
    'pades.content_inside': 'Внутри подписи в PDF есть другое содержимое.',
    'pades.signing_time': 'Время подписания записано в двух местах.',
    'pades.no_time': 'Подписавший не указал время подписания.',
    'pades.content_after_signature':
      'PDF изменён после подписания. Вы можете видеть не то, что было подписано.',
    'pades.form_filled_after_signature':
      'После подписания в PDF заполнены поля. Подпись это разрешает, но подписавший записанного не видел.',
    'pades.stamp_after_signature': 'После этой подписи в PDF добавлена другая, с видимым штампом.',
    'pades.annotated_after_signature': 'После подписания в PDF добавлены пометки. Подписавший их не видел.',
    'pades.signature_removed': 'Подпись, которая была в прежнем виде PDF, позже удалена.',
    'pades.trailing_bytes': 'Между частями PDF есть данные, ни к чему не относящиеся.',
  },
);
