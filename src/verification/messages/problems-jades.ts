import type { JadesProblemCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What is told of a JSON Web Signature. */
export const jadesProblems = catalogue<Record<JadesProblemCode, string>>(
  {
    'jades.algorithm': 'İmzanın alqoritmi sertifikat açarı ilə imza deyil.',
    'jades.crit': 'İmzada bu xidmətin tanımadığı vacib şərt var.',
    'jades.unprotected_header': 'İmzalanmalı olan məlumat imzadan kənarda qalıb.',
    'jades.x5c': 'İmzadakı sertifikatlar siyahısı pozulub.',
    'jades.b64': 'İmzada məzmunun necə oxunduğu aydın deyil.',
    'jades.payload': 'İmzanın məzmunu oxunmur.',
    'jades.payload_not_signed': 'İmzanın içində imzalanmayan məzmun var.',
    'jades.sigD': 'İmzalanan faylların siyahısı pozulub.',
    'jades.etsiU': 'İmzaya sonradan əlavə edilənlər qaydaları pozur.',
    'jades.unsigned_content': 'İmzanın yanında imzalanmayan məlumat var.',
    'jades.evidence_unreadable': 'İmzaya əlavə edilmiş sübutlardan bir qismi oxunmur.',
    'jades.time_stamp_unreadable': 'İmzadakı vaxt möhürlərindən biri oxunmur.',
  },
  {
    'jades.algorithm': "The algorithm is none of signatures with a certificate's key.",
    'jades.crit': 'The signature holds a critical condition that this service does not know.',
    'jades.unprotected_header': 'Facts that should be signed stand outside the signature.',
    'jades.x5c': 'The list of certificates in the signature is damaged.',
    'jades.b64': 'The signature does not say clearly how its content is read.',
    'jades.payload': 'The content of the signature cannot be read.',
    'jades.payload_not_signed': 'There is content in the signature that is not signed.',
    'jades.sigD': 'The list of the signed files is damaged.',
    'jades.etsiU': 'What was added to the signature later breaks the rules.',
    'jades.unsigned_content': 'There are data beside the signature that are not signed.',
    'jades.evidence_unreadable': 'Some of the evidence in the signature cannot be read.',
    'jades.time_stamp_unreadable': 'A time stamp in the signature cannot be read.',
  },
  {
    'jades.algorithm': 'Алгоритм подписи не предназначен для ключа сертификата.',
    'jades.crit': 'В подписи есть обязательное условие, неизвестное сервису.',
    'jades.unprotected_header': 'Сведения, которые должны быть подписаны, стоят вне подписи.',
    'jades.x5c': 'Список сертификатов в подписи повреждён.',
    'jades.b64': 'Из подписи неясно, как читать её содержимое.',
    'jades.payload': 'Содержимое подписи не читается.',
    'jades.payload_not_signed': 'В подписи есть неподписанное содержимое.',
    'jades.sigD': 'Список подписанных файлов повреждён.',
    'jades.etsiU': 'Добавленное к подписи позже нарушает правила.',
    'jades.unsigned_content': 'Рядом с подписью есть неподписанные данные.',
    'jades.evidence_unreadable': 'Часть доказательств в подписи не читается.',
    'jades.time_stamp_unreadable': 'Одна из меток времени в подписи не читается.',
  },
);
