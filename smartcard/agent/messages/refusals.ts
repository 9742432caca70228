import type { RefusalErrorCode } from '../errors.ts';
import type { Catalogue } from '../language.ts';

interface RefusalText {
  readonly title: string;
  /** What happened, and what to do. */
  readonly text: string;
}

interface RefusalTexts {
  readonly codeLabel: string;
  readonly of: Readonly<Record<RefusalErrorCode, RefusalText>>;
}

const az = {
  notOurs: 'Sorğu qəbul edilmədi',
  again: 'Giriş səhifəsinə qayıdın və kartla girişi yenidən başladın.',
  warn: 'PIN-kod soruşulmadı, kart oxunmadı. Bu səhifəyə başqa saytdan düşmüsünüzsə, onu bağlayın.',
};

const en = {
  notOurs: 'The request was not accepted',
  again: 'Go back to the sign-in page and start the card sign-in again.',
  warn: 'No PIN was asked for and no card was read. If another site brought you here, close this page.',
};

const ru = {
  notOurs: 'Запрос не принят',
  again: 'Вернитесь на страницу входа и начните вход с картой заново.',
  warn: 'PIN-код не запрашивался, карта не читалась. Если сюда вас привёл другой сайт, закройте эту страницу.',
};

export const refusals: Catalogue<RefusalTexts> = {
  az: {
    codeLabel: 'Kod',
    of: {
      'agent.host': { title: az.notOurs, text: `Proqram yad ünvanla çağırıldı. ${az.warn}` },
      'agent.not_found': {
        title: 'Belə səhifə yoxdur',
        text: 'Kart proqramı işləyir. Giriş səhifəsinə qayıdın.',
      },
      'agent.method': { title: az.notOurs, text: `Bu ünvan birbaşa açılmır. ${az.again}` },
      'agent.media_type': { title: az.notOurs, text: `Sorğunun forması yanlışdır. ${az.warn}` },
      'agent.too_large': { title: az.notOurs, text: `Sorğu həddən artıq böyükdür. ${az.warn}` },
      'agent.form': { title: az.notOurs, text: `Sorğunun sahələri yanlışdır. ${az.warn}` },
      'agent.origin_missing': { title: az.notOurs, text: `Hansı saytın soruşduğu bilinmir. ${az.warn}` },
      'agent.origin_unknown': {
        title: az.notOurs,
        text: `Soruşan sayt bu kompüterdə etibarlı giriş xidməti kimi göstərilməyib. ${az.warn}`,
      },
      'agent.too_many': { title: 'Sorğular çoxdur', text: 'Bir dəqiqə gözləyin və yenidən cəhd edin.' },
      'agent.request_malformed': { title: az.notOurs, text: `Sorğu oxunmur. ${az.again}` },
      'agent.issuer_mismatch': { title: az.notOurs, text: `Sorğunu başqa xidmət imzalayıb. ${az.warn}` },
      'agent.keys_unavailable': {
        title: 'Giriş xidməti ilə əlaqə yoxdur',
        text: `Sorğunun imzasını yoxlamaq üçün açarlar alınmadı. İnternet bağlantısını yoxlayın. ${az.again}`,
      },
      'agent.signature': { title: az.notOurs, text: `Sorğunun imzası doğru deyil. ${az.warn}` },
      'agent.request_expired': {
        title: 'Sorğunun vaxtı keçib',
        text: `${az.again} Yenə alınmasa, kompüterin saatını yoxlayın.`,
      },
      'agent.return_to': { title: az.notOurs, text: `Cavab yad ünvana istənilir. ${az.warn}` },
      'agent.request_repeated': { title: 'Bu sorğu artıq işlənib', text: az.again },
      'agent.busy': {
        title: 'Başqa giriş davam edir',
        text: 'Kart bir anda bir girişə xidmət edir. O biri girişi bitirin və ya ləğv edin, sonra yenidən cəhd edin.',
      },
      'agent.page_over': { title: 'Bu səhifənin vaxtı keçib', text: az.again },
      'agent.internal': { title: 'Proqramda xəta baş verdi', text: az.again },
    },
  },
  en: {
    codeLabel: 'Code',
    of: {
      'agent.host': { title: en.notOurs, text: `The program was called by a foreign address. ${en.warn}` },
      'agent.not_found': {
        title: 'There is no such page',
        text: 'The card program runs. Go back to the sign-in page.',
      },
      'agent.method': { title: en.notOurs, text: `This address is not opened directly. ${en.again}` },
      'agent.media_type': { title: en.notOurs, text: `The request has the wrong form. ${en.warn}` },
      'agent.too_large': { title: en.notOurs, text: `The request is too large. ${en.warn}` },
      'agent.form': { title: en.notOurs, text: `The fields of the request are wrong. ${en.warn}` },
      'agent.origin_missing': { title: en.notOurs, text: `It is not known which site asks. ${en.warn}` },
      'agent.origin_unknown': {
        title: en.notOurs,
        text: `The site that asks is not named as a trusted sign-in service on this computer. ${en.warn}`,
      },
      'agent.too_many': { title: 'Too many requests', text: 'Wait a minute and try again.' },
      'agent.request_malformed': { title: en.notOurs, text: `The request cannot be read. ${en.again}` },
      'agent.issuer_mismatch': { title: en.notOurs, text: `Another service signed the request. ${en.warn}` },
      'agent.keys_unavailable': {
        title: 'The sign-in service cannot be reached',
        text: `The keys that prove the request could not be fetched. Check the internet connection. ${en.again}`,
      },
      'agent.signature': { title: en.notOurs, text: `The signature of the request is wrong. ${en.warn}` },
      'agent.request_expired': {
        title: 'The request has expired',
        text: `${en.again} If that does not help, check the clock of the computer.`,
      },
      'agent.return_to': { title: en.notOurs, text: `The answer is wanted at a foreign address. ${en.warn}` },
      'agent.request_repeated': { title: 'This request was served already', text: en.again },
      'agent.busy': {
        title: 'Another sign-in is in progress',
        text: 'The card serves one sign-in at a time. Finish or cancel the other one, then try again.',
      },
      'agent.page_over': { title: 'The time of this page is over', text: en.again },
      'agent.internal': { title: 'The program failed', text: en.again },
    },
  },
  ru: {
    codeLabel: 'Код',
    of: {
      'agent.host': { title: ru.notOurs, text: `Программу вызвали по чужому адресу. ${ru.warn}` },
      'agent.not_found': {
        title: 'Такой страницы нет',
        text: 'Программа карты работает. Вернитесь на страницу входа.',
      },
      'agent.method': { title: ru.notOurs, text: `Этот адрес не открывают напрямую. ${ru.again}` },
      'agent.media_type': { title: ru.notOurs, text: `Неверный вид запроса. ${ru.warn}` },
      'agent.too_large': { title: ru.notOurs, text: `Запрос слишком велик. ${ru.warn}` },
      'agent.form': { title: ru.notOurs, text: `Неверные поля запроса. ${ru.warn}` },
      'agent.origin_missing': { title: ru.notOurs, text: `Неизвестно, какой сайт спрашивает. ${ru.warn}` },
      'agent.origin_unknown': {
        title: ru.notOurs,
        text: `Этот сайт не указан на компьютере как доверенная служба входа. ${ru.warn}`,
      },
      'agent.too_many': { title: 'Слишком много запросов', text: 'Подождите минуту и попробуйте снова.' },
      'agent.request_malformed': { title: ru.notOurs, text: `Запрос не читается. ${ru.again}` },
      'agent.issuer_mismatch': { title: ru.notOurs, text: `Запрос подписала другая служба. ${ru.warn}` },
      'agent.keys_unavailable': {
        title: 'Нет связи со службой входа',
        text: `Не удалось получить ключи для проверки запроса. Проверьте подключение к интернету. ${ru.again}`,
      },
      'agent.signature': { title: ru.notOurs, text: `Подпись запроса неверна. ${ru.warn}` },
      'agent.request_expired': {
        title: 'Срок запроса истёк',
        text: `${ru.again} Если не поможет, проверьте часы компьютера.`,
      },
      'agent.return_to': { title: ru.notOurs, text: `Ответ просят отправить на чужой адрес. ${ru.warn}` },
      'agent.request_repeated': { title: 'Этот запрос уже выполнен', text: ru.again },
      'agent.busy': {
        title: 'Идёт другой вход',
        text: 'Карта обслуживает один вход за раз. Завершите или отмените другой вход и попробуйте снова.',
      },
      'agent.page_over': { title: 'Время этой страницы истекло', text: ru.again },
      'agent.internal': { title: 'Ошибка программы', text: ru.again },
    },
  },
};
