import { catalogue } from '../messages/index.ts';

/** What a person is told who is asked to sign. */
export const invitationTexts = catalogue(
  {
    subject: 'Sənəd imzanızı gözləyir',
    body: (inviter: string, address: string) =>
      `${inviter} sizi sənəd imzalamağa dəvət edir. Sənədə portala daxil olandan sonra baxın: ${address} Bu şəxsi tanımırsınızsa, imzalamayın.`,
  },
  {
    subject: 'A document waits for your signature',
    body: (inviter: string, address: string) =>
      `${inviter} asks you to sign a document. See it after you have signed in to the portal: ${address} If you do not know this person, do not sign.`,
  },
  {
    subject: 'Документ ждёт вашей подписи',
    body: (inviter: string, address: string) =>
      `${inviter} приглашает вас подписать документ. Посмотрите его после входа на портал: ${address} Если вы не знаете этого человека, не подписывайте.`,
  },
);
