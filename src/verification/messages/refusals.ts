import type { RefusedCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** Why a file cannot be verified at all, and what to do. */
export const refusals = catalogue<Record<RefusedCode, string>>(
  {
    'signature.unknown_format':
      'Bu fayl elektron imzalı sənəd deyil. Sizə göndərilən faylın özünü seçin: çap edilib yenidən skan edilmiş sənəddə elektron imza qalmır. İmza ayrıca fayldadırsa, “İmzalı sənəd” yerində həmin faylı seçin.',
    'signature.malformed': 'Fayl pozulub və oxunmur. Onu göndərəndən yenidən istəyin.',
    'signature.too_large': 'Faylın içindəkilər bu xidmətin qəbul etdiyindən böyükdür.',
    'signature.too_complex': 'Faylın quruluşu həddindən artıq mürəkkəbdir, ona görə yoxlanılmadı.',
    'signature.encrypted': 'Fayl parolla bağlanıb. Onu göndərəndən parolsuz nüsxəni istəyin.',
    'signature.hostile':
      'Fayl yoxlayan proqrama zərər vurmaq üçün qurulmuşa oxşayır. Onu açmayın və göndərənə bildirin.',
  },
  {
    'signature.unknown_format':
      'This file is no document with an electronic signature. Choose the very file that was sent to you: a document that was printed and scanned has lost its signature. If the signature is in a file of its own, choose that one as the signed document.',
    'signature.malformed': 'The file is damaged and cannot be read. Ask the sender for it again.',
    'signature.too_large': 'What the file holds is larger than this service takes.',
    'signature.too_complex': 'The file is too complex, so it was not verified.',
    'signature.encrypted': 'The file is locked with a password. Ask the sender for a copy without one.',
    'signature.hostile':
      'The file looks as if it were made to harm whoever verifies it. Do not open it, and tell the sender.',
  },
  {
    'signature.unknown_format':
      'Этот файл не является документом с электронной подписью. Выберите тот самый файл, который вам прислали: после печати и сканирования подписи в нём нет. Если подпись в отдельном файле, выберите его как подписанный документ.',
    'signature.malformed': 'Файл повреждён и не читается. Попросите отправителя прислать его снова.',
    'signature.too_large': 'Содержимое файла больше, чем принимает сервис.',
    'signature.too_complex': 'Строение файла слишком сложное, поэтому он не проверен.',
    'signature.encrypted': 'Файл закрыт паролем. Попросите у отправителя копию без пароля.',
    'signature.hostile':
      'Похоже, файл создан, чтобы навредить проверяющему. Не открывайте его и сообщите отправителю.',
  },
);
