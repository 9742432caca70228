import { catalogue } from '../messages/index.ts';

/** What to tell a person whose sign-in did not come about: one sentence of what happened, one of what to do. */
export const loginMessages = catalogue(
  {
    tryAgain: 'Yenidən cəhd et',
    problem: {
      cancelled: {
        title: 'Giriş ləğv edildi',
        text: 'Siz girişi təsdiqləmədiniz. İstəsəniz, yenidən cəhd edə bilərsiniz.',
      },
      level_not_reached: {
        title: 'Tələb olunan səviyyəyə çatılmadı',
        text: 'Bu səviyyə üçün e-imza kartı və ya mobil sertifikat lazımdır. Əvvəlki sessiyanız qüvvədədir.',
      },
      unavailable: {
        title: 'Giriş xidməti hazırda cavab vermir',
        text: 'Bir neçə dəqiqədən sonra yenidən cəhd edin.',
      },
      attempt_over: {
        title: 'Bu giriş cəhdi başa çatıb',
        text: 'Cəhdin vaxtı bitib, o artıq istifadə olunub və ya başqa brauzerdə başlanıb. Yenidən başlayın.',
      },
      refused: {
        title: 'Giriş xidməti sorğunu rədd etdi',
        text: 'Səhv sizdə deyil. Təkrarlanarsa, xidmətin operatoruna bildirin.',
      },
      invalid_answer: {
        title: 'Girişin cavabı yoxlamadan keçmədi',
        text: 'Təhlükəsizliyiniz üçün giriş dayandırıldı. Yenidən cəhd edin.',
      },
    },
  },
  {
    tryAgain: 'Try again',
    problem: {
      cancelled: {
        title: 'Sign-in was cancelled',
        text: 'You did not confirm the sign-in. You can try again if you like.',
      },
      level_not_reached: {
        title: 'The required level was not reached',
        text: 'This level needs an e-signature card or a mobile certificate. Your earlier session is still valid.',
      },
      unavailable: {
        title: 'The sign-in service does not answer at the moment',
        text: 'Please try again in a few minutes.',
      },
      attempt_over: {
        title: 'This sign-in attempt is over',
        text: 'It took too long, was used before, or began in another browser. Please start again.',
      },
      refused: {
        title: 'The sign-in service refused the request',
        text: 'It is not your fault. If it happens again, please tell the operator of this service.',
      },
      invalid_answer: {
        title: 'The answer to the sign-in did not pass our checks',
        text: 'For your safety the sign-in was stopped. Please try again.',
      },
    },
  },
  {
    tryAgain: 'Попробовать снова',
    problem: {
      cancelled: {
        title: 'Вход отменён',
        text: 'Вы не подтвердили вход. При желании попробуйте снова.',
      },
      level_not_reached: {
        title: 'Требуемый уровень не достигнут',
        text: 'Для этого уровня нужна карта э-подписи или мобильный сертификат. Прежний сеанс действует.',
      },
      unavailable: {
        title: 'Служба входа сейчас не отвечает',
        text: 'Попробуйте снова через несколько минут.',
      },
      attempt_over: {
        title: 'Эта попытка входа закончилась',
        text: 'Её время истекло, она уже использована или начата в другом браузере. Начните заново.',
      },
      refused: {
        title: 'Служба входа отклонила запрос',
        text: 'Это не ваша ошибка. Если она повторится, сообщите оператору службы.',
      },
      invalid_answer: {
        title: 'Ответ службы входа не прошёл проверку',
        text: 'Ради вашей безопасности вход остановлен. Попробуйте снова.',
      },
    },
  },
);
