import { catalogue } from '../messages/index.ts';

/** Name, who it is for, and how it appears in a history (`signedIn`), by the method's id. */
export const texts = catalogue(
  {
    ways: {
      password: {
        name: 'Kod və parol ilə',
        whom: '“Elektron hökumət” sisteminin verdiyi kodu olan fiziki şəxslər, təşkilatlar və dövlət qulluqçuları üçün',
        signedIn: 'kod və parol ilə',
      },
      card: {
        name: 'E-imza kartı ilə',
        whom: 'Nazirliyin verdiyi elektron imza sertifikatı olan fiziki şəxslər və təşkilatlar üçün',
        signedIn: 'e-imza kartı ilə',
      },
      mobile: {
        name: 'Mobil autentifikasiya sertifikatı ilə',
        whom: 'Mobil imza sertifikatının sahibləri üçün: giriş bu smartfonda və ya planşetdə təsdiqlənir',
        signedIn: 'mobil sertifikat ilə',
      },
      qr: {
        name: 'Smartfon ilə (QR-kod)',
        whom: 'Mobil imza sertifikatının sahibləri üçün: smartfon ekrandakı QR-kodu oxuyur və kimliyinizi təsdiqləyir',
        signedIn: 'smartfon ilə (QR-kod)',
      },
    },
    unavailable: 'Hazırda mümkün deyil',
  },
  {
    ways: {
      password: {
        name: 'With code and password',
        whom: 'For individuals, organisations and civil servants who have a code from the “Electronic government” system',
        signedIn: 'with code and password',
      },
      card: {
        name: 'With e-signature card',
        whom: 'For individuals and organisations with an electronic-signature certificate issued by the ministry',
        signedIn: 'with e-signature card',
      },
      mobile: {
        name: 'With mobile authentication certificate',
        whom: 'For holders of a mobile-signature certificate: you confirm on this smartphone or tablet',
        signedIn: 'with mobile certificate',
      },
      qr: {
        name: 'With smartphone (QR code)',
        whom: 'For holders of a mobile-signature certificate: the smartphone scans the code on the screen and proves who you are',
        signedIn: 'with smartphone (QR code)',
      },
    },
    unavailable: 'Not available at the moment',
  },
  {
    ways: {
      password: {
        name: 'По коду и паролю',
        whom: 'Для граждан, организаций и госслужащих, у которых есть код системы «Электронное правительство»',
        signedIn: 'по коду и паролю',
      },
      card: {
        name: 'С картой э-подписи',
        whom: 'Для граждан и организаций с сертификатом электронной подписи, выданным министерством',
        signedIn: 'с картой э-подписи',
      },
      mobile: {
        name: 'С мобильным сертификатом аутентификации',
        whom: 'Для владельцев сертификата мобильной подписи: вход подтверждается на этом смартфоне или планшете',
        signedIn: 'с мобильным сертификатом',
      },
      qr: {
        name: 'Со смартфоном (QR-код)',
        whom: 'Для владельцев сертификата мобильной подписи: смартфон считывает код с экрана и подтверждает вашу личность',
        signedIn: 'со смартфоном (QR-код)',
      },
    },
    unavailable: 'Сейчас недоступно',
  },
);
