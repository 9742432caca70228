import { catalogue } from '../messages/index.ts';

/** What an error page says: what happened, and what the reader can do; by kind, so that every code has a text. */
export const errorTexts = catalogue(
  {
    notFound: {
      title: 'Səhifə tapılmadı',
      text: 'Ünvanı yoxlayın. Səhifə köçürülmüş və ya silinmiş ola bilər.',
    },
    forged: {
      title: 'Forma qəbul edilmədi',
      text: 'Forma başqa pəncərədən və ya köhnə səhifədən göndərilib. Əvvəlki səhifəyə qayıdın, onu yeniləyin və formanı bir daha göndərin.',
    },
    badRequest: {
      title: 'Sorğu başa düşülmədi',
      text: 'Gələn keçiddə və ya formada səhv var. Əvvəlki səhifəyə qayıdın və yenidən cəhd edin.',
    },
    tooLarge: {
      title: 'Göndərilən məlumat çox böyükdür',
      text: 'Daha qısa mətn və ya daha kiçik fayl göndərin.',
    },
    busy: {
      title: 'Xidmət hazırda cavab verə bilmir',
      text: 'Səbəb bizdədir. Bir neçə saniyədən sonra səhifəni yeniləyin; etdikləriniz itməyib.',
    },
    internal: {
      title: 'Bizdə xəta baş verdi',
      text: 'Səbəb sizdə deyil. Bir az sonra yenidən cəhd edin. Təkrarlansa, aşağıdakı nömrəni kömək xidmətinə bildirin.',
    },
    client: {
      title: 'Xidmət girişi düzgün istəmədi',
      text: 'Sizi göndərən xidmətin sorğusunda səhv var və ona görə giriş başlamadı. Sizdən heç nə tələb olunmur: xidmətə qayıdın və ya onun operatoruna aşağıdakı kodu bildirin.',
    },
    code: 'Xətanın kodu',
    request: 'Sorğunun nömrəsi',
    home: 'Əsas səhifəyə keç',
  },
  {
    notFound: {
      title: 'Page not found',
      text: 'Please check the address. The page may have been moved or removed.',
    },
    forged: {
      title: 'The form was not accepted',
      text: 'It was sent from another window or from an old page. Go back, reload the page and send the form again.',
    },
    badRequest: {
      title: 'We could not understand the request',
      text: 'There is a mistake in the link or form that led here. Go back and try again.',
    },
    tooLarge: { title: 'That is too much data', text: 'Please send a shorter text or a smaller file.' },
    busy: {
      title: 'The service cannot answer right now',
      text: 'The cause is on our side. Reload the page in a few seconds; nothing you did is lost.',
    },
    internal: {
      title: 'Something went wrong on our side',
      text: 'It is not your fault. Please try again a little later. If it happens again, tell the help desk the number below.',
    },
    client: {
      title: 'The service did not ask correctly',
      text: 'There is a mistake in the request of the service that sent you here, so the sign-in did not start. There is nothing for you to mend: go back to the service, or tell its operator the code below.',
    },
    code: 'Error code',
    request: 'Request number',
    home: 'Go to the home page',
  },
  {
    notFound: {
      title: 'Страница не найдена',
      text: 'Проверьте адрес. Возможно, страница перемещена или удалена.',
    },
    forged: {
      title: 'Форма не принята',
      text: 'Она отправлена из другого окна или со старой страницы. Вернитесь, обновите страницу и отправьте форму ещё раз.',
    },
    badRequest: {
      title: 'Запрос не понят',
      text: 'В ссылке или форме, которая привела сюда, есть ошибка. Вернитесь и попробуйте ещё раз.',
    },
    tooLarge: {
      title: 'Слишком большой объём данных',
      text: 'Отправьте более короткий текст или файл меньшего размера.',
    },
    busy: {
      title: 'Сервис сейчас не может ответить',
      text: 'Причина на нашей стороне. Обновите страницу через несколько секунд; ничего из сделанного не потеряно.',
    },
    internal: {
      title: 'У нас произошла ошибка',
      text: 'Это не ваша вина. Попробуйте немного позже. Если ошибка повторится, сообщите номер ниже в службу помощи.',
    },
    client: {
      title: 'Услуга неправильно запросила вход',
      text: 'В запросе услуги, которая вас направила, есть ошибка, поэтому вход не начался. От вас ничего не требуется: вернитесь к услуге или сообщите её оператору код ниже.',
    },
    code: 'Код ошибки',
    request: 'Номер запроса',
    home: 'На главную страницу',
  },
);
