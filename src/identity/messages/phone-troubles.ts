import { catalogue } from '../../messages/index.ts';

/** Why a sign-in with a phone did not go on: what happened, and what to do next. */
export const phoneTroubles = catalogue(
  {
    blocked: (until: string) =>
      `Bu şəxs üçün çox sorğu göndərilib. Yenidən göndərə biləcəyiniz vaxt: ${until}. Gözləmək istəmirsinizsə, QR-kod ilə daxil olun.`,
    coolingUntil: (until: string) =>
      `Telefonda sorğudan imtina edilib və ya çox sorğu göndərilib. Yenisini göndərmək olar: ${until}. Telefon əlinizdədirsə, QR-kod ilə daxil olun.`,
    refused:
      'Telefonda imtina edildi. Siz deyildinizsə, narahat olmayın: heç nə açılmadı. Sizdinizsə, yenidən cəhd edin.',
    reported:
      'Telefonda “Bu mən deyildim” seçildi və giriş dayandırıldı. Bir müddət bu telefona nömrə ilə sorğu göndərilməyəcək. Səhv idisə, QR-kod və ya başqa üsul seçin.',
    wrongNumber:
      'Telefonda başqa ədəd seçildi və giriş dayandırıldı. Yeni kod göstərin və bu ekrandakı ədədi seçin.',
    pinBlocked:
      'PIN-kod üç dəfə səhv yazıldı və telefonun sertifikatı bloklandı. Portalda və ya qeydiyyat mərkəzində yenisini alın; hələlik başqa üsul seçin.',
    certificateStopped:
      'Telefonun sertifikatı dayandırılıb və ya ləğv edilib. Onu portalda “Telefonlarım” səhifəsində yoxlayın; hələlik başqa üsul seçin.',
    expired: 'Telefondan vaxtında cavab gəlmədi. Yenidən cəhd edin.',
    phoneAbsent:
      'Telefon söndürülüb və ya şəbəkədən kənardır. Onu yoxlayın və yenidən cəhd edin, ya da QR-kod ilə daxil olun.',
    notClient:
      'Bu nömrə və FİN ilə mobil sertifikat tapılmadı. Yazdıqlarınızı yoxlayın və ya başqa üsul seçin.',
    notDelivered: 'Sorğu telefona çatmadı. Bir az sonra yenidən cəhd edin və ya QR-kod ilə daxil olun.',
    simFailed: 'Telefon və ya SIM-kart imzalaya bilmədi. Telefonu yenidən yandırın və yenidən cəhd edin.',
    mismatch: 'Telefonun cavabı bu girişə aid deyil, ona görə qəbul edilmədi. Yenidən cəhd edin.',
    cooling: 'Telefonda imtina edilib və ya çox sorğu göndərilib. Bir az sonra yenidən cəhd edin.',
    unavailable:
      'Mobil imza xidməti hazırda cavab vermir. Bir az sonra yenidən cəhd edin və ya başqa üsul seçin.',
    malformed: 'Mobil nömrəni və FİN-i göstərilən qaydada yazın.',
    otherBrowser: 'Telefonun cavabı bu brauzerə qayıtmadı. Linki yenidən alın və bu brauzerdə açın.',
    otherPerson: 'Telefonun sertifikatı başqa şəxsindir. Nömrəni və FİN-i yoxlayın.',
    noPerson: 'Telefonun sertifikatında FİN və ya ad tapılmadı. Başqa üsul seçin.',
    statusUnknown:
      'Sertifikatın etibarlı olduğunu indi yoxlaya bilmirik, ona görə giriş qəbul edilmədi. Bir az sonra yenidən cəhd edin və ya başqa üsul seçin.',
    accountBlocked: 'Hesabınız bloklanıb. Səbəbini öyrənmək üçün bizimlə əlaqə saxlayın.',
    level: 'Xidmət bu telefonun sertifikatından daha etibarlı giriş tələb edir. E-imza kartı ilə daxil olun.',
    notPhone: 'Bu, telefonun giriş sertifikatı deyil. Başqa üsul seçin.',
    notValidNow: 'Telefonun sertifikatının müddəti bitib və ya hələ başlamayıb. Onu tətbiqdə yeniləyin.',
    untrusted: 'Telefonun sertifikatını tanıdığımız mərkəz verməyib. Başqa üsul seçin.',
  },
  {
    blocked: (until: string) =>
      `Too many requests were sent for this person. You can send another one from: ${until}. If you do not want to wait, sign in with the QR code.`,
    coolingUntil: (until: string) =>
      `A request was refused on the phone, or too many were sent. Another one can be sent from: ${until}. If the phone is in your hand, sign in with the QR code.`,
    refused:
      'It was refused on the phone. If that was not you, do not worry: nothing was opened. If it was you, try again.',
    reported:
      '“This was not me” was chosen on the phone and the sign-in was stopped. For a while no request can be sent to this phone by number. If it was a mistake, choose the QR code or another way.',
    wrongNumber:
      'Another number was chosen on the phone and the sign-in was stopped. Show a new code and choose the number on this screen.',
    pinBlocked:
      'The PIN was wrong three times and the certificate of the phone is blocked. Get a new one at the portal or at a registration office; until then choose another way.',
    certificateStopped:
      'The certificate of the phone is suspended or revoked. Look at “My phones” at the portal; until then choose another way.',
    expired: 'No answer came from the phone in time. Please try again.',
    phoneAbsent: 'The phone is off or out of reach. Check it and try again, or sign in with the QR code.',
    notClient:
      'No mobile certificate was found for this number and FIN. Check what you typed, or choose another way.',
    notDelivered:
      'The request did not reach the phone. Try again a little later, or sign in with the QR code.',
    simFailed: 'The phone or its SIM card could not sign. Restart the phone and try again.',
    mismatch:
      'The answer of the phone does not belong to this sign-in and was not accepted. Please try again.',
    cooling: 'A request was refused on the phone, or too many were sent. Try again a little later.',
    unavailable:
      'The mobile-signature service does not answer now. Try again a little later, or choose another way.',
    malformed: 'Type the mobile number and the FIN as described.',
    otherBrowser:
      'The answer of the phone did not come back to this browser. Get a new link and open it in this browser.',
    otherPerson: 'The certificate of the phone is somebody else’s. Check the number and the FIN.',
    noPerson: 'No FIN or name was found in the certificate of the phone. Please choose another way.',
    statusUnknown:
      'We cannot check now that the certificate is valid, so the sign-in was not accepted. Try again a little later, or choose another way.',
    accountBlocked: 'Your account is blocked. Contact us to learn why.',
    level:
      'The service asks for a stronger sign-in than the certificate of this phone gives. Sign in with your e-signature card.',
    notPhone: 'This is not a sign-in certificate of a phone. Please choose another way.',
    notValidNow: 'The certificate of the phone has expired or is not valid yet. Renew it in the app.',
    untrusted:
      'The certificate of the phone was not issued by a centre that we know. Please choose another way.',
  },
  {
    blocked: (until: string) =>
      `Для этого человека отправлено слишком много запросов. Снова отправить можно: ${until}. Если не хотите ждать, войдите по QR-коду.`,
    coolingUntil: (until: string) =>
      `На телефоне отказались от запроса или запросов было слишком много. Новый можно отправить: ${until}. Если телефон у вас в руках, войдите по QR-коду.`,
    refused:
      'На телефоне отказались. Если это были не вы, не беспокойтесь: ничего не открыто. Если вы, попробуйте ещё раз.',
    reported:
      'На телефоне выбрано «Это не я», вход остановлен. Некоторое время запросы по номеру на этот телефон не отправляются. Если это ошибка, выберите QR-код или другой способ.',
    wrongNumber:
      'На телефоне выбрано другое число, вход остановлен. Покажите новый код и выберите число с этого экрана.',
    pinBlocked:
      'PIN-код трижды введён неверно, сертификат телефона заблокирован. Получите новый на портале или в центре регистрации; пока выберите другой способ.',
    certificateStopped:
      'Сертификат телефона приостановлен или отозван. Проверьте его на портале в разделе «Мои телефоны»; пока выберите другой способ.',
    expired: 'Телефон не ответил вовремя. Попробуйте ещё раз.',
    phoneAbsent: 'Телефон выключен или вне сети. Проверьте его и попробуйте ещё раз или войдите по QR-коду.',
    notClient:
      'Для этого номера и ФИН мобильный сертификат не найден. Проверьте данные или выберите другой способ.',
    notDelivered: 'Запрос не дошёл до телефона. Попробуйте немного позже или войдите по QR-коду.',
    simFailed: 'Телефон или SIM-карта не смогли подписать. Перезапустите телефон и попробуйте ещё раз.',
    mismatch: 'Ответ телефона не относится к этому входу и не принят. Попробуйте ещё раз.',
    cooling: 'На телефоне отказались от запроса или запросов было слишком много. Попробуйте немного позже.',
    unavailable:
      'Сервис мобильной подписи сейчас не отвечает. Попробуйте немного позже или выберите другой способ.',
    malformed: 'Введите мобильный номер и ФИН, как указано.',
    otherBrowser:
      'Ответ телефона не вернулся в этот браузер. Получите новую ссылку и откройте её в этом браузере.',
    otherPerson: 'Сертификат телефона принадлежит другому человеку. Проверьте номер и ФИН.',
    noPerson: 'В сертификате телефона нет ФИН или имени. Выберите другой способ.',
    statusUnknown:
      'Сейчас нельзя проверить, действителен ли сертификат, поэтому вход не принят. Попробуйте немного позже или выберите другой способ.',
    accountBlocked: 'Ваша учётная запись заблокирована. Чтобы узнать причину, свяжитесь с нами.',
    level:
      'Услуга требует более надёжного входа, чем даёт сертификат этого телефона. Войдите с картой э-подписи.',
    notPhone: 'Это не сертификат телефона для входа. Выберите другой способ.',
    notValidNow: 'Срок сертификата телефона истёк или ещё не начался. Обновите его в приложении.',
    untrusted: 'Сертификат телефона выдан неизвестным нам центром. Выберите другой способ.',
  },
);
