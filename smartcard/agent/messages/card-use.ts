import type { Catalogue } from '../language.ts';

/** Texts of the page that the browser shows while the card works, and of the PIN window, whatever the purpose. */
export interface CardUseTexts {
  readonly looking: string;
  readonly insertReader: string;
  readonly insertCard: string;
  readonly lookAtWindow: string;
  readonly lookAtQuestion: string;
  readonly typeAtReader: string;
  readonly working: string;
  readonly done: string;
  readonly goOn: string;
  readonly cancel: string;
  readonly window: WindowTexts;
}

export interface WindowTexts {
  readonly asks: (issuer: string, host: string) => string;
  readonly service: (service: string) => string;
  readonly document: (number: number, count: number, name: string) => string;
  /** In a container that is signed as one document. */
  readonly file: (number: number, count: number, name: string) => string;
  readonly documents: (count: number) => string;
  readonly digest: (hash: string, value: string) => string;
  readonly holder: (holder: string) => string;
  readonly reader: (reader: string) => string;
  readonly triesLeft: (tries: number) => string;
  readonly prompt: string;
  readonly cancel: string;
  readonly goOn: string;
  readonly understood: string;
  readonly useCard: string;
  readonly nextCard: string;
  readonly onReader: string;
  readonly wrong: string;
  readonly length: (least: number, most: number) => string;
  readonly digits: string;
  readonly lastTry: string;
  readonly blocked: string;
  readonly demonstration: string;
}

export const cardUse: Catalogue<CardUseTexts> = {
  az: {
    looking: 'Kart axtarılır…',
    insertReader: 'Kart oxuyucusunu kompüterə qoşun.',
    insertCard: 'E-imza kartını oxuyucuya taxın.',
    lookAtWindow: 'PIN pəncərəsinə baxın: kimin soruşduğunu orada oxuyun və PIN-kodu orada yazın.',
    lookAtQuestion: 'Açarın pəncərəsinə baxın və orada cavab verin.',
    typeAtReader: 'PIN-kodu oxuyucunun düymələri ilə yazın.',
    working: 'Kart imzalayır. Onu çıxarmayın.',
    done: 'Kart cavab verdi.',
    goOn: 'Davam et',
    cancel: 'Ləğv et',
    window: {
      asks: (issuer, host) => `Soruşan: ${issuer} (${host})`,
      service: (service) => `Xidmət: ${service}`,
      document: (number, count, name) =>
        count === 1 ? `Sənəd: ${name}` : `Sənəd ${number}/${count}: ${name}`,
      file: (number, count, name) => `   Fayl ${number}/${count}: ${name}`,
      documents: (count) => `Sənədlərin sayı: ${count} (indicə göstərildi)`,
      digest: (hash, value) => `   ${hash}: ${value}`,
      holder: (holder) => `Sertifikatın sahibi: ${holder}`,
      reader: (reader) => `Oxuyucu: ${reader}`,
      triesLeft: (tries) => `Qalan cəhd sayı: ${tries}`,
      prompt: 'PIN-kod:',
      cancel: 'Ləğv et',
      goOn: 'Davam et',
      understood: 'Aydındır',
      useCard: 'Bu kart',
      nextCard: 'Növbəti kart',
      onReader: 'Davam etdikdən sonra PIN-kodu oxuyucunun düymələri ilə yazın.',
      wrong: 'PIN-kod yanlışdır.',
      length: (least, most) =>
        `PIN-kodda ${least === most ? least : `${least}–${most}`} simvol olmalıdır. Karta heç nə göndərilmədi.`,
      digits: 'PIN-kod yalnız rəqəmlərdən ibarətdir. Karta heç nə göndərilmədi.',
      lastTry:
        'Yalnız bir cəhd qalıb. PIN-kodu yenə yanlış yazsanız, kart bloklanacaq və onu yalnız PUK-kod açacaq. Davam edirsiniz?',
      blocked:
        'Kartın PIN-kodu bloklanıb. Onu kartla birlikdə verilmiş PUK-kodla açın; PUK-kod yoxdursa, kartı verən mərkəzə müraciət edin.',
      demonstration: 'Nümayiş: bu, virtual kartdır. Əsl kartın PIN-kodunu heç vaxt veb-səhifədə yazmayın.',
    },
  },
  en: {
    looking: 'Looking for the card…',
    insertReader: 'Connect the card reader to the computer.',
    insertCard: 'Put the e-signature card into the reader.',
    lookAtWindow: 'Look at the PIN window: read there who asks, and type the PIN there.',
    lookAtQuestion: 'Look at the window of Açar, and answer there.',
    typeAtReader: 'Type the PIN on the keys of the reader.',
    working: 'The card is signing. Leave it in the reader.',
    done: 'The card has answered.',
    goOn: 'Continue',
    cancel: 'Cancel',
    window: {
      asks: (issuer, host) => `Asked by: ${issuer} (${host})`,
      service: (service) => `Service: ${service}`,
      document: (number, count, name) =>
        count === 1 ? `Document: ${name}` : `Document ${number}/${count}: ${name}`,
      file: (number, count, name) => `   File ${number}/${count}: ${name}`,
      documents: (count) => `Documents: ${count} (shown just now)`,
      digest: (hash, value) => `   ${hash}: ${value}`,
      holder: (holder) => `Certificate holder: ${holder}`,
      reader: (reader) => `Reader: ${reader}`,
      triesLeft: (tries) => `Tries left: ${tries}`,
      prompt: 'PIN:',
      cancel: 'Cancel',
      goOn: 'Continue',
      understood: 'I understand',
      useCard: 'This card',
      nextCard: 'Next card',
      onReader: 'After you continue, type the PIN on the keys of the reader.',
      wrong: 'The PIN is wrong.',
      length: (least, most) =>
        `The PIN has ${least === most ? least : `${least}–${most}`} characters. Nothing was sent to the card.`,
      digits: 'The PIN consists of digits alone. Nothing was sent to the card.',
      lastTry:
        'Only one try is left. If the PIN is wrong again, the card is blocked, and only the PUK opens it. Do you go on?',
      blocked:
        'The PIN of the card is blocked. Unblock it with the PUK that came with the card; without the PUK, turn to the centre that issued the card.',
      demonstration:
        'Demonstration: this is a virtual card. Never type the PIN of a real card on a web page.',
    },
  },
  ru: {
    looking: 'Поиск карты…',
    insertReader: 'Подключите считыватель карт к компьютеру.',
    insertCard: 'Вставьте карту э-подписи в считыватель.',
    lookAtWindow: 'Посмотрите на окно PIN-кода: прочитайте там, кто спрашивает, и введите там PIN-код.',
    lookAtQuestion: 'Посмотрите на окно Açar и ответьте там.',
    typeAtReader: 'Введите PIN-код на кнопках считывателя.',
    working: 'Карта подписывает. Не вынимайте её.',
    done: 'Карта ответила.',
    goOn: 'Продолжить',
    cancel: 'Отменить',
    window: {
      asks: (issuer, host) => `Спрашивает: ${issuer} (${host})`,
      service: (service) => `Услуга: ${service}`,
      document: (number, count, name) =>
        count === 1 ? `Документ: ${name}` : `Документ ${number}/${count}: ${name}`,
      file: (number, count, name) => `   Файл ${number}/${count}: ${name}`,
      documents: (count) => `Документов: ${count} (показаны только что)`,
      digest: (hash, value) => `   ${hash}: ${value}`,
      holder: (holder) => `Владелец сертификата: ${holder}`,
      reader: (reader) => `Считыватель: ${reader}`,
      triesLeft: (tries) => `Осталось попыток: ${tries}`,
      prompt: 'PIN-код:',
      cancel: 'Отменить',
      goOn: 'Продолжить',
      understood: 'Понятно',
      useCard: 'Эта карта',
      nextCard: 'Следующая карта',
      onReader: 'После продолжения введите PIN-код на кнопках считывателя.',
      wrong: 'PIN-код неверен.',
      length: (least, most) =>
        `В PIN-коде должно быть символов: ${least === most ? least : `${least}–${most}`}. На карту ничего не отправлено.`,
      digits: 'PIN-код состоит только из цифр. На карту ничего не отправлено.',
      lastTry:
        'Осталась одна попытка. Если PIN-код снова будет неверным, карта заблокируется и откроет её только PUK-код. Продолжить?',
      blocked:
        'PIN-код карты заблокирован. Разблокируйте его PUK-кодом, выданным вместе с картой; если PUK-кода нет, обратитесь в центр, выдавший карту.',
      demonstration:
        'Демонстрация: это виртуальная карта. Никогда не вводите PIN-код настоящей карты на веб-странице.',
    },
  },
};
