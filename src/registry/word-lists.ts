/**
 * Words of which invented persons, addresses and organisations are made. Family names are made of plants, weather and
 * places, so that nobody bears them; together the lists use every letter of the Azerbaijani alphabet.
 */
export const femaleNames =
  'Aygün Bənövşə Çinarə Dürdanə Ellada Əsmər Fidan Gülşən Günay Xatirə Humay İradə Jalə Könül Qızbəs Lalə Məryəm Nigar Ofelya Röya Sevinc Şəbnəm Təranə Ulduz Ülkər Vəfa Yasəmən Zəhra'.split(
    ' ',
  );
export const maleNames =
  'Anar Bəxtiyar Cavid Çingiz Dəyanət Elçin Əli Fərid Gündüz Xəyal Hikmət İlqar Kamran Qabil Lətif Murad Natiq Orxan Pərviz Rəşad Səməd Şahin Tural Ülvi Vüqar Yusif Zaur'.split(
    ' ',
  );

/** With `*` where the ending of a woman's name has an `a`. */
export const familyNames =
  'Ağbulaqlı Badamov* Bənövşəyev* Cəvizli Çinarov* Dənizli Dumanov* Əncirzadə Fındıqlı Gilasov* Göyərçinzadə Heyvalı Xəzrili İldırımov* Kəhrizli Qarağaclı Qaranquşov* Laləzadə Mərcanov* Narlı Nərgizov* Ovçuluqlu Özülzadə Palıdov* Payızov* Reyhanlı Səhərzadə Şəfəqov* Şimşəkov* Tutzadə Ulduzlu Üzümlü Vələsli Yaylaqlı Yovşanzadə Zirvəli'.split(
    ' ',
  );

/** Place, and the first four digits of its postal codes. */
export const regions = [
  ['Bakı, Binəqədi rayonu', '1011'],
  ['Bakı, Xəzər rayonu', '1044'],
  ['Bakı, Nəsimi rayonu', '1010'],
  ['Gəncə, Kəpəz rayonu', '2011'],
  ['Sumqayıt', '5001'],
  ['Şəki', '5500'],
  ['Quba', '4000'],
  ['Lənkəran', '4200'],
  ['Mingəçevir', '4500'],
  ['Naxçıvan', '7000'],
  ['Göyçay', '2300'],
  ['Ağdaş', '0300'],
  ['Qəbələ', '3600'],
  ['Cəlilabad', '1500'],
] as const;

export const streets = [
  'Çinar küçəsi',
  'Nar bağı küçəsi',
  'Gülüstan küçəsi',
  'Üzümçülər küçəsi',
  'Dəniz kənarı prospekti',
  'Köhnə dəyirman küçəsi',
  'Ulduz küçəsi',
  'Şəfəq küçəsi',
  'Əncirlik küçəsi',
  'Jurnalistlər küçəsi',
  'Məktəb küçəsi',
  'İpək yolu küçəsi',
] as const;

export const trades = [
  'Çörək',
  'Tikinti',
  'İpək',
  'Üzüm və şərab',
  'Yüngül sənaye',
  'Əczaçılıq',
  'Göyərti',
  'Fındıq ixracı',
  'Proqram təminatı',
  'Jurnal nəşri',
] as const;
export const legalForms = ['MMC', 'ASC', 'QSC'] as const;
