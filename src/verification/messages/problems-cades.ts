import type { CadesProblemCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What is told of a CMS signature. */
export const cadesProblems = catalogue<Record<CadesProblemCode, string>>(
  {
    'cades.no_signed_attributes': 'İmzada nəyin imzalandığı göstərilməyib.',
    'cades.message_digest': 'İmzada məzmunun barmaq izi yoxdur və ya birdən çoxdur.',
    'cades.digest_algorithm_mismatch': 'İmza və məzmunun barmaq izi müxtəlif alqoritmlərlə hesablanıb.',
    'cades.attribute_repeated': 'İmzadakı məlumatlardan biri iki dəfə yazılıb.',
    'cades.no_signing_time': 'İmzalayan imzalama vaxtını yazmayıb.',
    'cades.content_type': 'İmzada məzmunun növü düzgün göstərilməyib.',
    'cades.signing_certificate': 'İmzalayanın sertifikatına istinad oxunmur.',
    'cades.time_stamp_unreadable': 'İmzadakı vaxt möhürlərindən biri oxunmur.',
    'cades.time_stamp_unsupported': 'İmzada bu xidmətin yoxlaya bilmədiyi vaxt möhürü var.',
    'cades.archive_time_stamp_unsupported': 'İmzada köhnə növ arxiv vaxt möhürü var. O, yoxlanılmayıb.',
    'cades.counter_signature_unreadable': 'Bu imzanı təsdiq edən ikinci imza oxunmur.',
    'cades.evidence_unreadable': 'İmzaya əlavə edilmiş sübutlardan bir qismi oxunmur.',
  },
  {
    'cades.no_signed_attributes': 'The signature does not say what was signed.',
    'cades.message_digest': 'The signature has no fingerprint of the content, or several.',
    'cades.digest_algorithm_mismatch':
      'The signature and the fingerprint of the content use different algorithms.',
    'cades.attribute_repeated': 'A part of the signature stands twice.',
    'cades.no_signing_time': 'The signer claims no time of signing.',
    'cades.content_type': 'The signature does not name the type of the content correctly.',
    'cades.signing_certificate': "The reference to the signer's certificate cannot be read.",
    'cades.time_stamp_unreadable': 'A time stamp in the signature cannot be read.',
    'cades.time_stamp_unsupported': 'The signature holds a time stamp that this service cannot check.',
    'cades.archive_time_stamp_unsupported':
      'The signature holds an archive time stamp of an old kind, which was not checked.',
    'cades.counter_signature_unreadable': 'A counter-signature on this signature cannot be read.',
    'cades.evidence_unreadable': 'Some of the evidence in the signature cannot be read.',
  },
  {
    'cades.no_signed_attributes': 'В подписи не указано, что подписано.',
    'cades.message_digest': 'В подписи нет отпечатка содержимого или их несколько.',
    'cades.digest_algorithm_mismatch': 'Подпись и отпечаток содержимого вычислены разными алгоритмами.',
    'cades.attribute_repeated': 'Одна из частей подписи записана дважды.',
    'cades.no_signing_time': 'Подписавший не указал время подписания.',
    'cades.content_type': 'В подписи неверно указан тип содержимого.',
    'cades.signing_certificate': 'Ссылка на сертификат подписавшего не читается.',
    'cades.time_stamp_unreadable': 'Одна из меток времени в подписи не читается.',
    'cades.time_stamp_unsupported': 'В подписи есть метка времени, которую сервис не умеет проверять.',
    'cades.archive_time_stamp_unsupported':
      'В подписи есть архивная метка времени старого вида, она не проверена.',
    'cades.counter_signature_unreadable': 'Заверяющая подпись не читается.',
    'cades.evidence_unreadable': 'Часть доказательств в подписи не читается.',
  },
);
