import { catalogue } from '../../messages/index.ts';

/** What a person is told by e-mail and SMS of what happened to a phone. */
export const notificationTexts = catalogue(
  {
    enrolled: {
      subject: 'Telefonunuz Açara qoşuldu',
      body: (phone: string) =>
        `“${phone}” telefonu mobil imza sertifikatlarınızı aldı. Bunu siz etməmisinizsə, portalda “Telefonlarım” bölməsində onu dərhal itirilmiş kimi qeyd edin.`,
    },
    renewed: {
      subject: 'Telefonunuzun sertifikatları yeniləndi',
      body: (phone: string) => `“${phone}” telefonu yeni sertifikatlar aldı. Əvvəlkilər ləğv olunur.`,
    },
    suspended: {
      subject: 'Telefonunuz dayandırıldı',
      body: (phone: string) =>
        `“${phone}” telefonunun sertifikatları dayandırıldı. Portalda bərpa edə bilərsiniz.`,
    },
    restored: {
      subject: 'Telefonunuz bərpa edildi',
      body: (phone: string) => `“${phone}” telefonunun sertifikatları yenidən işləyir.`,
    },
    lost: {
      subject: 'Telefonunuz itirilmiş kimi qeyd edildi',
      body: (phone: string) =>
        `“${phone}” telefonunun sertifikatları ləğv olunur. O, daha heç nəyi təsdiqləyə bilməz.`,
    },
    blocked: {
      subject: 'Telefonunuz bloklandı',
      body: (phone: string) =>
        `“${phone}” telefonunda PIN üç dəfə səhv yazıldı. Sertifikatları ləğv olunur; telefonu portalda yenidən qoşun.`,
    },
    copied: {
      subject: 'Telefonunuzun surəti aşkarlandı',
      body: (phone: string) =>
        `“${phone}” telefonunun yaddaşı başqa yerdə də istifadə olundu. Hər ikisi dayandırıldı, sertifikatları ləğv olunur. Telefonu portalda yenidən qoşun.`,
    },
  },
  {
    enrolled: {
      subject: 'Your phone was added to Açar',
      body: (phone: string) =>
        `The phone “${phone}” has received your mobile-signature certificates. If this was not you, report it lost at once in “My phones” at the portal.`,
    },
    renewed: {
      subject: 'Your phone’s certificates were renewed',
      body: (phone: string) =>
        `The phone “${phone}” has new certificates. The former ones are being revoked.`,
    },
    suspended: {
      subject: 'Your phone was suspended',
      body: (phone: string) =>
        `The certificates of the phone “${phone}” are suspended. You can restore them at the portal.`,
    },
    restored: {
      subject: 'Your phone was restored',
      body: (phone: string) => `The certificates of the phone “${phone}” work again.`,
    },
    lost: {
      subject: 'Your phone was reported lost',
      body: (phone: string) =>
        `The certificates of the phone “${phone}” are being revoked. It can confirm nothing any more.`,
    },
    blocked: {
      subject: 'Your phone was blocked',
      body: (phone: string) =>
        `The PIN of the phone “${phone}” was wrong three times. Its certificates are being revoked; add the phone anew at the portal.`,
    },
    copied: {
      subject: 'A copy of your phone was noticed',
      body: (phone: string) =>
        `The storage of the phone “${phone}” was used in another place too. Both were stopped and the certificates are being revoked. Add the phone anew at the portal.`,
    },
  },
  {
    enrolled: {
      subject: 'Ваш телефон подключён к Açar',
      body: (phone: string) =>
        `Телефон «${phone}» получил ваши сертификаты мобильной подписи. Если это были не вы, немедленно отметьте его утерянным в разделе «Мои телефоны» на портале.`,
    },
    renewed: {
      subject: 'Сертификаты вашего телефона обновлены',
      body: (phone: string) => `Телефон «${phone}» получил новые сертификаты. Прежние отзываются.`,
    },
    suspended: {
      subject: 'Ваш телефон приостановлен',
      body: (phone: string) =>
        `Сертификаты телефона «${phone}» приостановлены. Восстановить их можно на портале.`,
    },
    restored: {
      subject: 'Ваш телефон восстановлен',
      body: (phone: string) => `Сертификаты телефона «${phone}» снова действуют.`,
    },
    lost: {
      subject: 'Ваш телефон отмечен утерянным',
      body: (phone: string) =>
        `Сертификаты телефона «${phone}» отзываются. Он больше ничего не может подтвердить.`,
    },
    blocked: {
      subject: 'Ваш телефон заблокирован',
      body: (phone: string) =>
        `На телефоне «${phone}» трижды введён неверный PIN. Его сертификаты отзываются; подключите телефон заново на портале.`,
    },
    copied: {
      subject: 'Обнаружена копия вашего телефона',
      body: (phone: string) =>
        `Память телефона «${phone}» использовалась и в другом месте. Оба остановлены, сертификаты отзываются. Подключите телефон заново на портале.`,
    },
  },
);
