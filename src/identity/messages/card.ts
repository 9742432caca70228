import { catalogue } from '../../messages/index.ts';

/** Texts of the sign-in with a card. Each trouble says what happened and what to do next. */
export const card = catalogue(
  {
    title: 'E-imza kartı ilə daxil olun',
    steps: [
      'Kartı oxuyucuya taxın.',
      'Düyməni basın. Kart proqramının pəncərəsi açılır və girişi istəyən xidmətin adını göstərir.',
      'PIN-kodu yalnız həmin pəncərədə yazın. PIN-kod bizə göndərilmir.',
    ],
    read: 'Kartımı oxu',
    next: 'Sonra bu səhifəyə qayıdırsınız və giriş davam edir.',
    extension: 'Kartımı Web eID ilə oxu',
    extensionWorks: 'Web eID kartı oxuyur. Onun pəncərəsinə baxın.',
    agentFound: 'Kart proqramı işləyir.',
    agentMissing: 'Kart proqramı cavab vermir. Onu işə salın və ya quraşdırın.',
    helpHeading: 'Heç nə baş vermir?',
    helpText:
      'Düymədən sonra brauzer “səhifə açılmır” deyirsə, kart proqramı bu kompüterdə işləmir. Geri qayıdın, proqramı işə salın və ya quraşdırın.',
    getAgent: 'Kart proqramını necə əldə etməli',
    diagnose: 'Oxuyucunu və kartı yoxla',
    staleText: 'Təhlükəsizlik üçün kart sorğusu beş dəqiqə etibarlıdır. Davam etmək üçün yenisini alın.',
    renew: 'Yeni sorğu al',
    returned: {
      title: 'Kart oxundu',
      text: 'Girişi tamamlamaq üçün davam edin.',
      failedTitle: 'Girişə qayıdın',
      failedText: 'Kart oxunmadı. Giriş səhifəsi səbəbini deyəcək.',
      proceed: 'Davam et',
    },
    troubles: {
      cancelled: 'Kartın oxunması ləğv edildi. Yenidən cəhd edin və ya başqa üsul seçin.',
      timeout: 'PIN-kod vaxtında yazılmadı. Yenidən cəhd edin.',
      noService:
        'Kompüterin smart-kart xidməti işləmir. Onu işə salın və ya kompüteri yenidən başladın, sonra yenidən cəhd edin.',
      noReader: 'Kart oxuyucusu tapılmadı. Onu kompüterə qoşun və yenidən cəhd edin.',
      noCard: 'Oxuyucuda kart yoxdur. Kartı taxın və yenidən cəhd edin.',
      unknownCard: 'Bu kart tanınmır. E-imza kartını taxın və yenidən cəhd edin.',
      noCertificate:
        'Kartda giriş üçün sertifikat yoxdur. Başqa kart taxın və ya qeydiyyat mərkəzinə müraciət edin.',
      severalCards: 'Bir neçə kart taxılıb. Yalnız birini saxlayın və yenidən cəhd edin.',
      removed: 'Kart iş bitmədən çıxarıldı. Kartı taxın və sona qədər saxlayın.',
      pinWrong: 'PIN-kod düzgün deyil. Yenidən cəhd etməzdən əvvəl onu yoxlayın: cəhdlərin sayı məhduddur.',
      pinBlocked:
        'PIN-kod bloklanıb. Onu PUK-kod ilə açın və ya kartı verən qeydiyyat mərkəzinə müraciət edin.',
      pinLength: 'PIN-kodun uzunluğu düzgün deyil. Yenidən cəhd edin.',
      busy: 'Kart hazırda başqa proqramda işlənir. Onu bağlayın və yenidən cəhd edin.',
      noWindow: 'PIN-kod pəncərəsi açıla bilmədi. Kart proqramını yenidən başladın və yenidən cəhd edin.',
      failed: 'Kart oxunmadı. Oxuyucunu və kartı yoxlayın, sonra yenidən cəhd edin.',
      unreadable: 'Kartın cavabı oxunmadı. Yenidən cəhd edin; kart proqramını da yeniləyin.',
      requestExpired: 'Kart sorğusunun vaxtı keçdi. Yenidən cəhd edin.',
      nonceUsed: 'Kartın bu cavabı artıq istifadə olunub. Səhifə özü davam etmirsə, yenidən cəhd edin.',
      otherPlace:
        'Kartın cavabı bu giriş üçün deyil: başqa sayt və ya başqa giriş üçün imzalanıb. Yenidən cəhd edin.',
      notForSignIn: 'Bu sertifikat giriş üçün deyil, məsələn yalnız imza üçündür. Giriş sertifikatını seçin.',
      notCard: 'Bu, e-imza kartının sertifikatı deyil. Kartı taxın və ya başqa üsul seçin.',
      notYetValid: 'Kartın sertifikatı hələ qüvvəyə minməyib. Daha sonra cəhd edin.',
      expired: 'Kartın sertifikatının müddəti bitib. Kartı yeniləyin və ya başqa üsul seçin.',
      untrusted: 'Kartın sertifikatını tanıdığımız mərkəz verməyib. Başqa kart və ya başqa üsul seçin.',
      revoked: 'Kartın sertifikatı ləğv edilib. Yeni kart alın və ya başqa üsul seçin.',
      suspended:
        'Kartın sertifikatı dayandırılıb. Onu bərpa etmək üçün kartı verən mərkəzə müraciət edin və ya başqa üsul seçin.',
      statusUnknown:
        'Sertifikatın etibarlı olduğunu indi yoxlaya bilmirik, ona görə də giriş qəbul edilmədi. Bir az sonra yenidən cəhd edin və ya başqa üsul seçin.',
      noPerson:
        'Sertifikatda FİN və ya ad tapılmadı, ona görə onunla daxil olmaq mümkün deyil. Başqa üsul seçin.',
      accountBlocked: 'Hesabınız bloklanıb. Səbəbini öyrənmək üçün bizimlə əlaqə saxlayın.',
    },
  },
  {
    title: 'Sign in with your e-signature card',
    steps: [
      'Put the card into the reader.',
      'Press the button. The window of the card program opens and names the service that asks you to sign in.',
      'Type the PIN in that window only. It is not sent to us.',
    ],
    read: 'Read my card',
    next: 'Then you come back to this page and the sign-in goes on.',
    extension: 'Read my card with Web eID',
    extensionWorks: 'Web eID is reading the card. Look at its window.',
    agentFound: 'The card program is running.',
    agentMissing: 'The card program does not answer. Start it or install it.',
    helpHeading: 'Nothing happens?',
    helpText:
      'If the browser says after the button that the page cannot be opened, the card program is not running on this computer. Go back, and start or install it.',
    getAgent: 'How to get the card program',
    diagnose: 'Check reader and card',
    staleText: 'For your safety a request to the card is valid for five minutes. Get a new one to go on.',
    renew: 'Get a new request',
    returned: {
      title: 'The card was read',
      text: 'Continue to finish the sign-in.',
      failedTitle: 'Back to the sign-in',
      failedText: 'The card was not read. The sign-in page will say why.',
      proceed: 'Continue',
    },
    troubles: {
      cancelled: 'Reading the card was cancelled. Try again or choose another way.',
      timeout: 'The PIN was not typed in time. Please try again.',
      noService:
        'The smart card service of this computer is not running. Start it or restart the computer, then try again.',
      noReader: 'No card reader was found. Connect it to the computer and try again.',
      noCard: 'There is no card in the reader. Put it in and try again.',
      unknownCard: 'This card is not known. Put in the e-signature card and try again.',
      noCertificate:
        'The card holds no certificate for signing in. Use another card or ask at the registration office.',
      severalCards: 'There are several cards. Leave only one in and try again.',
      removed: 'The card was taken out too early. Put it in and leave it there until the end.',
      pinWrong: 'The PIN is not right. Check it before you try again: the number of tries is limited.',
      pinBlocked:
        'The PIN is blocked. Unblock it with the PUK or ask at the registration office that gave you the card.',
      pinLength: 'The PIN does not have the right length. Please try again.',
      busy: 'Another program is using the card. Close it and try again.',
      noWindow: 'The window for the PIN could not be opened. Restart the card program and try again.',
      failed: 'The card could not be read. Check reader and card, then try again.',
      unreadable:
        'The answer of the card could not be read. Try again; also bring the card program up to date.',
      requestExpired: 'The request to the card has expired. Please try again.',
      nonceUsed: 'This answer of the card was used already. If the page does not go on by itself, try again.',
      otherPlace:
        'The answer of the card is not for this sign-in: it was signed for another site or another sign-in. Please try again.',
      notForSignIn:
        'This certificate is not for signing in, but for signatures for example. Choose the one for signing in.',
      notCard: 'This is not the certificate of an e-signature card. Put in the card or choose another way.',
      notYetValid: 'The certificate of the card is not valid yet. Try again later.',
      expired: 'The certificate of the card has expired. Renew the card or choose another way.',
      untrusted:
        'The certificate of the card was not issued by a centre that we know. Use another card or another way.',
      revoked: 'The certificate of the card was revoked. Get a new card or choose another way.',
      suspended:
        'The certificate of the card is suspended. Ask the centre that issued it to restore it, or choose another way.',
      statusUnknown:
        'We cannot check right now that the certificate is still valid, so the sign-in was refused. Try again a little later or choose another way.',
      noPerson:
        'The certificate holds no FIN or name, so it cannot be used to sign in. Please choose another way.',
      accountBlocked: 'Your account is blocked. Contact us to learn why.',
    },
  },
  {
    title: 'Вход с картой э-подписи',
    steps: [
      'Вставьте карту в считыватель.',
      'Нажмите кнопку. Откроется окно программы карты с названием услуги, которая запрашивает вход.',
      'Вводите PIN-код только в этом окне. Нам он не передаётся.',
    ],
    read: 'Прочитать мою карту',
    next: 'Затем вы вернётесь на эту страницу, и вход продолжится.',
    extension: 'Прочитать карту через Web eID',
    extensionWorks: 'Web eID читает карту. Посмотрите на его окно.',
    agentFound: 'Программа карты работает.',
    agentMissing: 'Программа карты не отвечает. Запустите или установите её.',
    helpHeading: 'Ничего не происходит?',
    helpText:
      'Если после нажатия кнопки браузер сообщает, что страница не открывается, программа карты на этом компьютере не работает. Вернитесь назад и запустите или установите её.',
    getAgent: 'Как получить программу карты',
    diagnose: 'Проверить считыватель и карту',
    staleText: 'Ради безопасности запрос к карте действует пять минут. Чтобы продолжить, получите новый.',
    renew: 'Получить новый запрос',
    returned: {
      title: 'Карта прочитана',
      text: 'Чтобы завершить вход, нажмите «Продолжить».',
      failedTitle: 'Вернитесь ко входу',
      failedText: 'Карта не прочитана. Страница входа объяснит причину.',
      proceed: 'Продолжить',
    },
    troubles: {
      cancelled: 'Чтение карты отменено. Попробуйте ещё раз или выберите другой способ.',
      timeout: 'PIN-код не введён вовремя. Попробуйте ещё раз.',
      noService:
        'Служба смарт-карт на этом компьютере не работает. Запустите её или перезагрузите компьютер и попробуйте снова.',
      noReader: 'Считыватель карт не найден. Подключите его к компьютеру и попробуйте снова.',
      noCard: 'В считывателе нет карты. Вставьте её и попробуйте снова.',
      unknownCard: 'Эта карта неизвестна. Вставьте карту э-подписи и попробуйте снова.',
      noCertificate:
        'На карте нет сертификата для входа. Вставьте другую карту или обратитесь в центр регистрации.',
      severalCards: 'Вставлено несколько карт. Оставьте одну и попробуйте снова.',
      removed: 'Карта извлечена слишком рано. Вставьте её и не вынимайте до конца.',
      pinWrong: 'Неверный PIN-код. Проверьте его, прежде чем пробовать снова: число попыток ограничено.',
      pinBlocked: 'PIN-код заблокирован. Разблокируйте его PUK-кодом или обратитесь в центр, выдавший карту.',
      pinLength: 'Неверная длина PIN-кода. Попробуйте ещё раз.',
      busy: 'Карту использует другая программа. Закройте её и попробуйте снова.',
      noWindow: 'Не удалось открыть окно PIN-кода. Перезапустите программу карты и попробуйте снова.',
      failed: 'Не удалось прочитать карту. Проверьте считыватель и карту и попробуйте снова.',
      unreadable: 'Ответ карты не удалось прочитать. Попробуйте снова и обновите программу карты.',
      requestExpired: 'Срок запроса к карте истёк. Попробуйте ещё раз.',
      nonceUsed: 'Этот ответ карты уже использован. Если страница не продолжает сама, попробуйте ещё раз.',
      otherPlace:
        'Ответ карты не относится к этому входу: он подписан для другого сайта или другого входа. Попробуйте ещё раз.',
      notForSignIn:
        'Этот сертификат не для входа, а, например, только для подписи. Выберите сертификат для входа.',
      notCard: 'Это не сертификат карты э-подписи. Вставьте карту или выберите другой способ.',
      notYetValid: 'Сертификат карты ещё не действует. Попробуйте позже.',
      expired: 'Срок сертификата карты истёк. Обновите карту или выберите другой способ.',
      untrusted:
        'Сертификат карты выдан неизвестным нам центром. Используйте другую карту или другой способ.',
      revoked: 'Сертификат карты отозван. Получите новую карту или выберите другой способ.',
      suspended:
        'Действие сертификата карты приостановлено. Обратитесь в выдавший его центр для восстановления или выберите другой способ.',
      statusUnknown:
        'Сейчас мы не можем проверить, действует ли сертификат, поэтому вход отклонён. Попробуйте немного позже или выберите другой способ.',
      noPerson: 'В сертификате нет ФИН или имени, поэтому войти с ним нельзя. Выберите другой способ.',
      accountBlocked: 'Ваша учётная запись заблокирована. Свяжитесь с нами, чтобы узнать причину.',
    },
  },
);
