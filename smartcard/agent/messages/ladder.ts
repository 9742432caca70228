import type { AnswerErrorCode } from '../errors.ts';
import type { Catalogue } from '../language.ts';

/** One sentence on what was found, and one on what to do. */
export interface RungText {
  readonly found: string;
  readonly action: string;
}

type Useless = Extract<
  AnswerErrorCode,
  'card.unknown_card' | 'card.no_certificate' | 'card.busy' | 'card.removed' | 'card.failed'
>;

export interface LadderTexts {
  readonly title: string;
  readonly intro: string;
  readonly back: string;
  readonly good: string;
  readonly care: string;
  readonly bad: string;
  readonly unknown: string;
  readonly agent: string;
  readonly reader: string;
  readonly card: string;
  readonly certificate: string;
  readonly tries: string;
  readonly waits: RungText;
  readonly agentRuns: (version: string) => RungText;
  readonly agentWithoutWindow: (version: string) => RungText;
  readonly noService: RungText;
  readonly noReader: RungText;
  readonly readers: (count: number) => RungText;
  readonly noCard: RungText;
  readonly cardKnown: (reader: string, driver: string) => RungText;
  readonly useless: Readonly<Record<Useless, (reader: string) => RungText>>;
  readonly certificateValid: (holder: string, issuer: string, until: string) => RungText;
  readonly certificateEarly: (holder: string, issuer: string, from: string) => RungText;
  readonly certificateOver: (holder: string, issuer: string, until: string) => RungText;
  readonly triesUnknown: RungText;
  readonly triesLeft: (tries: number) => RungText;
  readonly lastTry: RungText;
  readonly blocked: RungText;
}

const ready = {
  az: 'Heç nə etmək lazım deyil.',
  en: 'Nothing to do.',
  ru: 'Ничего делать не нужно.',
};

export const ladder: Catalogue<LadderTexts> = {
  az: {
    title: 'Kart niyə işləmir?',
    intro: 'Aşağıda kompüterdən PIN-koda qədər hər pillə yoxlanılıb. Birinci işləməyən pillədən başlayın.',
    back: 'Giriş səhifəsinə qayıt',
    good: 'Qaydasındadır',
    care: 'Diqqət',
    bad: 'İşləmir',
    unknown: 'Yoxlanılmadı',
    agent: 'Kart proqramı',
    reader: 'Oxuyucu',
    card: 'Kart',
    certificate: 'Sertifikat',
    tries: 'PIN-kod cəhdləri',
    waits: {
      found: 'Əvvəlki pillə işləyəndən sonra bilinəcək.',
      action: 'Əvvəl yuxarıdakı pilləni düzəldin.',
    },
    agentRuns: (version) => ({ found: `Proqram işləyir (versiya ${version}).`, action: ready.az }),
    agentWithoutWindow: (version) => ({
      found: `Proqram işləyir (versiya ${version}), lakin PIN pəncərəsini açan proqram yoxdur.`,
      action: 'pinentry-qt və ya pinentry-gtk2 paketini quraşdırın.',
    }),
    noService: {
      found: 'Əməliyyat sisteminin kart xidməti (PC/SC) işləmir.',
      action: 'Kart xidmətini işə salın: Linux-da pcscd, Windows-da «Smart Card»; sonra yenidən yoxlayın.',
    },
    noReader: {
      found: 'Kompüterə heç bir oxuyucu qoşulmayıb.',
      action: 'Oxuyucunu qoşun; qoşulubsa, başqa USB yuvasını sınayın.',
    },
    readers: (count) => ({ found: `Qoşulmuş oxuyucu sayı: ${count}.`, action: ready.az }),
    noCard: { found: 'Oxuyucuda kart yoxdur.', action: 'Kartı çip tərəfi ilə axıradək taxın.' },
    cardKnown: (reader, driver) => ({ found: `Kart tanındı (${reader}; ${driver}).`, action: ready.az }),
    useless: {
      'card.unknown_card': (reader) => ({
        found: `Bu kart tanınmadı (${reader}).`,
        action: 'E-imza kartını taxın; kart düzdürsə, tərs taxılmadığını yoxlayın.',
      }),
      'card.no_certificate': (reader) => ({
        found: `Kart tanındı, amma içində giriş sertifikatı yoxdur (${reader}).`,
        action: 'Kartı verən mərkəzə müraciət edin.',
      }),
      'card.busy': (reader) => ({
        found: `Kartdan başqa proqram istifadə edir (${reader}).`,
        action: 'Kartla işləyən başqa proqramları bağlayın.',
      }),
      'card.removed': (reader) => ({
        found: `Kart oxunarkən çıxarıldı (${reader}).`,
        action: 'Kartı yenidən taxın və çıxarmayın.',
      }),
      'card.failed': (reader) => ({
        found: `Kart gözlənilməz cavab verdi (${reader}).`,
        action: 'Kartı çıxarıb yenidən taxın; kömək etməsə, başqa oxuyucuda sınayın.',
      }),
    },
    certificateValid: (holder, issuer, until) => ({
      found: `Sahibi: ${holder}. Verən: ${issuer}. Bu tarixədək qüvvədədir: ${until}.`,
      action: ready.az,
    }),
    certificateEarly: (holder, issuer, from) => ({
      found: `Sahibi: ${holder}. Verən: ${issuer}. Sertifikat hələ qüvvəyə minməyib, başlanğıcı: ${from}.`,
      action: 'Kompüterin tarix və saatını yoxlayın.',
    }),
    certificateOver: (holder, issuer, until) => ({
      found: `Sahibi: ${holder}. Verən: ${issuer}. Sertifikatın müddəti bitib: ${until}.`,
      action: 'Yeni sertifikat üçün kartı verən mərkəzə müraciət edin.',
    }),
    triesUnknown: { found: 'Bu kart qalan cəhdləri bildirmir.', action: 'PIN-kodu diqqətlə yazın.' },
    triesLeft: (tries) => ({ found: `Qalan cəhd sayı: ${tries}.`, action: ready.az }),
    lastTry: {
      found: 'Yalnız bir cəhd qalıb.',
      action: 'PIN-koda əmin deyilsinizsə, yazmayın; onu PUK-kodla bərpa edin.',
    },
    blocked: {
      found: 'PIN-kod bloklanıb.',
      action: 'Onu PUK-kodla açın; PUK-kod yoxdursa, kartı verən mərkəzə müraciət edin.',
    },
  },
  en: {
    title: 'Why does the card not work?',
    intro: 'Each step from the computer to the PIN was looked at. Begin with the first that does not work.',
    back: 'Back to the sign-in page',
    good: 'Fine',
    care: 'Take care',
    bad: 'Does not work',
    unknown: 'Not looked at',
    agent: 'Card program',
    reader: 'Reader',
    card: 'Card',
    certificate: 'Certificate',
    tries: 'Tries for the PIN',
    waits: { found: 'This shows once the step above works.', action: 'Mend the step above first.' },
    agentRuns: (version) => ({ found: `The program runs (version ${version}).`, action: ready.en }),
    agentWithoutWindow: (version) => ({
      found: `The program runs (version ${version}), but no program that opens a PIN window is installed.`,
      action: 'Install the package pinentry-qt or pinentry-gtk2.',
    }),
    noService: {
      found: 'The card service of the operating system (PC/SC) does not run.',
      action: 'Start the card service: pcscd on Linux, “Smart Card” on Windows; then look again.',
    },
    noReader: {
      found: 'No reader is connected to the computer.',
      action: 'Connect the reader; if it is connected, try another USB socket.',
    },
    readers: (count) => ({ found: `Readers connected: ${count}.`, action: ready.en }),
    noCard: {
      found: 'There is no card in the reader.',
      action: 'Push the card in with the chip first, to the end.',
    },
    cardKnown: (reader, driver) => ({ found: `The card is known (${reader}; ${driver}).`, action: ready.en }),
    useless: {
      'card.unknown_card': (reader) => ({
        found: `This card is not known (${reader}).`,
        action: 'Put in the e-signature card; if it is the one, check that it is not upside down.',
      }),
      'card.no_certificate': (reader) => ({
        found: `The card is known, but holds no certificate for signing in (${reader}).`,
        action: 'Turn to the centre that issued the card.',
      }),
      'card.busy': (reader) => ({
        found: `Another program uses the card (${reader}).`,
        action: 'Close other programs that work with the card.',
      }),
      'card.removed': (reader) => ({
        found: `The card was taken out while it was read (${reader}).`,
        action: 'Put the card in again and leave it in.',
      }),
      'card.failed': (reader) => ({
        found: `The card answered in an unexpected way (${reader}).`,
        action: 'Take the card out and put it in again; if that does not help, try another reader.',
      }),
    },
    certificateValid: (holder, issuer, until) => ({
      found: `Holder: ${holder}. Issuer: ${issuer}. Valid until ${until}.`,
      action: ready.en,
    }),
    certificateEarly: (holder, issuer, from) => ({
      found: `Holder: ${holder}. Issuer: ${issuer}. The certificate is not valid before ${from}.`,
      action: 'Check date and time of the computer.',
    }),
    certificateOver: (holder, issuer, until) => ({
      found: `Holder: ${holder}. Issuer: ${issuer}. The certificate expired on ${until}.`,
      action: 'Turn to the centre that issued the card for a new certificate.',
    }),
    triesUnknown: {
      found: 'This card does not tell how many tries are left.',
      action: 'Type the PIN with care.',
    },
    triesLeft: (tries) => ({ found: `Tries left: ${tries}.`, action: ready.en }),
    lastTry: {
      found: 'Only one try is left.',
      action: 'If you are not sure of the PIN, do not type it; set a new one with the PUK.',
    },
    blocked: {
      found: 'The PIN is blocked.',
      action: 'Unblock it with the PUK; without the PUK, turn to the centre that issued the card.',
    },
  },
  ru: {
    title: 'Почему карта не работает?',
    intro: 'Проверена каждая ступень от компьютера до PIN-кода. Начните с первой, которая не работает.',
    back: 'Вернуться на страницу входа',
    good: 'В порядке',
    care: 'Внимание',
    bad: 'Не работает',
    unknown: 'Не проверялось',
    agent: 'Программа карты',
    reader: 'Считыватель',
    card: 'Карта',
    certificate: 'Сертификат',
    tries: 'Попытки PIN-кода',
    waits: {
      found: 'Станет известно, когда заработает ступень выше.',
      action: 'Сначала исправьте ступень выше.',
    },
    agentRuns: (version) => ({ found: `Программа работает (версия ${version}).`, action: ready.ru }),
    agentWithoutWindow: (version) => ({
      found: `Программа работает (версия ${version}), но программа, открывающая окно PIN-кода, не установлена.`,
      action: 'Установите пакет pinentry-qt или pinentry-gtk2.',
    }),
    noService: {
      found: 'Служба карт операционной системы (PC/SC) не работает.',
      action: 'Запустите службу карт: pcscd в Linux, «Смарт-карта» в Windows; затем проверьте снова.',
    },
    noReader: {
      found: 'К компьютеру не подключён ни один считыватель.',
      action: 'Подключите считыватель; если он подключён, попробуйте другой разъём USB.',
    },
    readers: (count) => ({ found: `Подключено считывателей: ${count}.`, action: ready.ru }),
    noCard: { found: 'В считывателе нет карты.', action: 'Вставьте карту чипом вперёд до конца.' },
    cardKnown: (reader, driver) => ({ found: `Карта распознана (${reader}; ${driver}).`, action: ready.ru }),
    useless: {
      'card.unknown_card': (reader) => ({
        found: `Эта карта не распознана (${reader}).`,
        action: 'Вставьте карту э-подписи; если это она, проверьте, что она не перевёрнута.',
      }),
      'card.no_certificate': (reader) => ({
        found: `Карта распознана, но сертификата для входа на ней нет (${reader}).`,
        action: 'Обратитесь в центр, выдавший карту.',
      }),
      'card.busy': (reader) => ({
        found: `Карту использует другая программа (${reader}).`,
        action: 'Закройте другие программы, работающие с картой.',
      }),
      'card.removed': (reader) => ({
        found: `Карту вынули во время чтения (${reader}).`,
        action: 'Вставьте карту снова и не вынимайте её.',
      }),
      'card.failed': (reader) => ({
        found: `Карта ответила неожиданно (${reader}).`,
        action: 'Выньте карту и вставьте снова; если не поможет, попробуйте другой считыватель.',
      }),
    },
    certificateValid: (holder, issuer, until) => ({
      found: `Владелец: ${holder}. Издатель: ${issuer}. Действителен до: ${until}.`,
      action: ready.ru,
    }),
    certificateEarly: (holder, issuer, from) => ({
      found: `Владелец: ${holder}. Издатель: ${issuer}. Сертификат ещё не действует, начало: ${from}.`,
      action: 'Проверьте дату и время компьютера.',
    }),
    certificateOver: (holder, issuer, until) => ({
      found: `Владелец: ${holder}. Издатель: ${issuer}. Срок сертификата истёк: ${until}.`,
      action: 'За новым сертификатом обратитесь в центр, выдавший карту.',
    }),
    triesUnknown: {
      found: 'Эта карта не сообщает, сколько попыток осталось.',
      action: 'Вводите PIN-код внимательно.',
    },
    triesLeft: (tries) => ({ found: `Осталось попыток: ${tries}.`, action: ready.ru }),
    lastTry: {
      found: 'Осталась только одна попытка.',
      action: 'Если вы не уверены в PIN-коде, не вводите его; задайте новый с помощью PUK-кода.',
    },
    blocked: {
      found: 'PIN-код заблокирован.',
      action: 'Разблокируйте его PUK-кодом; если PUK-кода нет, обратитесь в центр, выдавший карту.',
    },
  },
};
