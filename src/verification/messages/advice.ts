import type { Outcome } from '../../../certs/signatures/report/index.ts';
import type { SubIndication } from '../../../certs/signatures/judgement/index.ts';
import { catalogue } from '../../messages/index.ts';

interface Advice {
  readonly outcome: Readonly<Record<Exclude<Outcome, 'refused'>, string>>;
  readonly why: Readonly<Record<SubIndication, string>>;
}

/** What the reader can do next: by the outcome for the whole document, and by the reason for one signature. */
export const advice = catalogue<Advice>(
  {
    outcome: {
      passed: 'Aşağıda imzalayanın adını və vaxtı yoxlayın: sənəd gözlədiyiniz şəxsdən olmalıdır.',
      indeterminate:
        'Bu, sənədin saxta olması demək deyil. Səbəb və nə etməli olduğunuz aşağıda, imzanın yanında yazılıb.',
      failed:
        'Bu sənədə əsasən ödəniş etməyin və qərar verməyin. Səbəb və nə etməli olduğunuz aşağıda, imzanın yanında yazılıb.',
      unsigned:
        'Bu fayldan onu kimin hazırladığı və sonra dəyişdirilib-dəyişdirilmədiyi bilinmir. Göndərəndən elektron imzalı sənədin özünü istəyin.',
    },
    why: {
      FORMAT_FAILURE: 'Göndərəndən sənədin əslini yenidən istəyin.',
      HASH_FAILURE: 'Bu nüsxədən istifadə etməyin. Göndərəndən sənədin əslini yenidən istəyin.',
      SIG_CRYPTO_FAILURE:
        'Bu nüsxədən istifadə etməyin. İmzalayandan sənədi həqiqətən imzalayıb-imzalamadığını soruşun.',
      REVOKED: 'İmzalayandan sənədi qüvvədə olan sertifikatla yenidən imzalamağı xahiş edin.',
      EXPIRED: 'İmzalayandan sənədi qüvvədə olan sertifikatla yenidən imzalamağı xahiş edin.',
      NOT_YET_VALID: 'İmzalayandan sənədi qüvvədə olan sertifikatla yenidən imzalamağı xahiş edin.',
      SIG_CONSTRAINTS_FAILURE:
        'Sənədi göndərənə aşağıdakı hesabatı göstərin: onun imzalama proqramında səhv ola bilər.',
      CHAIN_CONSTRAINTS_FAILURE: 'İmzalayandan sənədi imza üçün verilmiş sertifikatla imzalamağı xahiş edin.',
      CERTIFICATE_CHAIN_GENERAL_FAILURE:
        'Sənəd vacibdirsə, hesabatı saxlayın və mütəxəssisə və ya imzalayana göstərin.',
      CRYPTO_CONSTRAINTS_FAILURE:
        'İmzalayandan sənədi qüvvədə olan sertifikatla yenidən imzalamağı xahiş edin.',
      CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      TIMESTAMP_ORDER_FAILURE: 'Göndərəndən sənədin əslini yenidən istəyin.',
      NO_SIGNING_CERTIFICATE_FOUND:
        'Sənədi göndərənə aşağıdakı hesabatı göstərin: onun imzalama proqramında səhv ola bilər.',
      NO_CERTIFICATE_CHAIN_FOUND:
        'Sertifikatı kimin verdiyini göndərəndən soruşun. Xarici ölkənin mərkəzidirsə, hesabatı mütəxəssisə göstərin.',
      NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      REVOKED_NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      REVOKED_CA_NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      OUT_OF_BOUNDS_NOT_REVOKED:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      OUT_OF_BOUNDS_NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      NO_POE:
        'İmzalayandan soruşun: vaxt möhürü olan nüsxə varsa, onu yoxlayın; yoxdursa, sənəd yenidən imzalanmalıdır.',
      TRY_LATER:
        'Bir az sonra, məsələn, bir saatdan sonra yenidən yoxlayın. Cavab dəyişməsə, imzalayandan sertifikatının qüvvədə olub-olmadığını soruşun.',
      SIGNED_DATA_NOT_FOUND:
        'Yenidən yoxlayın və bu dəfə imzalanan faylları da “İmzalanan fayllar” yerində seçin.',
      GENERIC: 'Sənəd vacibdirsə, hesabatı saxlayın və mütəxəssisə və ya imzalayana göstərin.',
    },
  },
  {
    outcome: {
      passed: 'Look below who signed and when: it should be the person from whom you expect the document.',
      indeterminate:
        'This does not mean that the document is forged. The reason and what you can do stand below, beside the signature.',
      failed:
        'Do not pay or decide anything on the ground of this document. The reason and what you can do stand below, beside the signature.',
      unsigned:
        'The file does not show who made it, nor whether it was changed. Ask the sender for the document with its electronic signature.',
    },
    why: {
      FORMAT_FAILURE: 'Ask the sender for the original document again.',
      HASH_FAILURE: 'Do not use this copy. Ask the sender for the original document again.',
      SIG_CRYPTO_FAILURE:
        'Do not use this copy. Ask the named signer whether the document was really signed.',
      REVOKED: 'Ask the signer to sign the document again with a certificate that is valid.',
      EXPIRED: 'Ask the signer to sign the document again with a certificate that is valid.',
      NOT_YET_VALID: 'Ask the signer to sign the document again with a certificate that is valid.',
      SIG_CONSTRAINTS_FAILURE:
        'Show the report below to the sender: the program that signed may have a fault.',
      CHAIN_CONSTRAINTS_FAILURE: 'Ask the signer to sign with a certificate that is meant for signatures.',
      CERTIFICATE_CHAIN_GENERAL_FAILURE:
        'If the document matters, keep the report and show it to an expert or to the signer.',
      CRYPTO_CONSTRAINTS_FAILURE:
        'Ask the signer to sign the document again with a certificate that is valid.',
      CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      TIMESTAMP_ORDER_FAILURE: 'Ask the sender for the original document again.',
      NO_SIGNING_CERTIFICATE_FOUND:
        'Show the report below to the sender: the program that signed may have a fault.',
      NO_CERTIFICATE_CHAIN_FOUND:
        'Ask the sender who issued the certificate. If it is an authority abroad, show the report to an expert.',
      NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      REVOKED_NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      REVOKED_CA_NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      OUT_OF_BOUNDS_NOT_REVOKED:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      OUT_OF_BOUNDS_NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      NO_POE:
        'Ask the signer: if there is a copy with a time stamp, verify that; if not, the document has to be signed again.',
      TRY_LATER:
        'Verify again a little later, in an hour for example. If the answer stays, ask the signer whether the certificate is in force.',
      SIGNED_DATA_NOT_FOUND:
        'Verify again, and this time choose the signed files as well, under “Files that were signed”.',
      GENERIC: 'If the document matters, keep the report and show it to an expert or to the signer.',
    },
  },
  {
    outcome: {
      passed: 'Посмотрите ниже, кто и когда подписал: это должен быть тот, от кого вы ждёте документ.',
      indeterminate:
        'Это не значит, что документ поддельный. Причина и что делать указаны ниже, рядом с подписью.',
      failed:
        'Не платите и не принимайте решений на основании этого документа. Причина и что делать указаны ниже, рядом с подписью.',
      unsigned:
        'По файлу нельзя узнать, кто его составил и не изменён ли он. Попросите у отправителя документ с электронной подписью.',
    },
    why: {
      FORMAT_FAILURE: 'Попросите отправителя прислать подлинный документ снова.',
      HASH_FAILURE: 'Не используйте этот экземпляр. Попросите отправителя прислать подлинный документ снова.',
      SIG_CRYPTO_FAILURE:
        'Не используйте этот экземпляр. Спросите указанное лицо, действительно ли оно подписало документ.',
      REVOKED: 'Попросите подписавшего подписать документ заново действующим сертификатом.',
      EXPIRED: 'Попросите подписавшего подписать документ заново действующим сертификатом.',
      NOT_YET_VALID: 'Попросите подписавшего подписать документ заново действующим сертификатом.',
      SIG_CONSTRAINTS_FAILURE:
        'Покажите отправителю отчёт ниже: в его программе подписания может быть ошибка.',
      CHAIN_CONSTRAINTS_FAILURE:
        'Попросите подписавшего использовать сертификат, предназначенный для подписи.',
      CERTIFICATE_CHAIN_GENERAL_FAILURE:
        'Если документ важен, сохраните отчёт и покажите его специалисту или подписавшему.',
      CRYPTO_CONSTRAINTS_FAILURE:
        'Попросите подписавшего подписать документ заново действующим сертификатом.',
      CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      TIMESTAMP_ORDER_FAILURE: 'Попросите отправителя прислать подлинный документ снова.',
      NO_SIGNING_CERTIFICATE_FOUND:
        'Покажите отправителю отчёт ниже: в его программе подписания может быть ошибка.',
      NO_CERTIFICATE_CHAIN_FOUND:
        'Спросите отправителя, кто выдал сертификат. Если это зарубежный центр, покажите отчёт специалисту.',
      NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      REVOKED_NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      REVOKED_CA_NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      OUT_OF_BOUNDS_NOT_REVOKED:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      OUT_OF_BOUNDS_NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      NO_POE:
        'Спросите подписавшего: если есть экземпляр с меткой времени, проверьте его; если нет, документ нужно подписать заново.',
      TRY_LATER:
        'Проверьте ещё раз немного позже, например через час. Если ответ не изменится, спросите подписавшего, действует ли его сертификат.',
      SIGNED_DATA_NOT_FOUND:
        'Проверьте снова и на этот раз выберите и сами файлы в поле «Подписанные файлы».',
      GENERIC: 'Если документ важен, сохраните отчёт и покажите его специалисту или подписавшему.',
    },
  },
);
