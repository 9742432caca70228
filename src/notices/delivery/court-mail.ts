import { formatNumber } from '../../messages/index.ts';

/** To a court's own address, in Azerbaijani; who the participants are is on the page alone. */
export const courtMail = {
  subject: (fresh: number) => `Çatdırılmamış bildirişlər: ${formatNumber(fresh)} yeni`,
  body: (told: {
    readonly court: string;
    readonly fresh: number;
    readonly open: number;
    readonly page: string;
  }) =>
    [
      told.court,
      `İştirakçıya çatmamış yeni bildirişlərin sayı: ${formatNumber(told.fresh)}. Ümumilikdə həllini gözləyənlər: ${formatNumber(told.open)}.`,
      `Nömrə və ünvanları düzəldib yenidən göndərmək, yaxud kağızda çatdırıldığını qeyd etmək üçün bu səhifəni açın:\n${told.page}`,
      'Bu məktub gündə bir dəfədən çox göndərilmir.',
    ].join('\n\n'),
};
