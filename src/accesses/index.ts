export { createAgencyAnswers } from './agency-answers.ts';
export { tellAnswers } from './answer-notices.ts';
export { createOwnDataConsents, type OwnDataConsents } from './consents.ts';
export { dataConsentRoutes } from './consent-routes.ts';
export { type AccessRoutesDeps, accessRoutes } from './routes.ts';
export {
  type Accesses,
  createAccesses,
  createQuestionDesk,
  type QuestionDesk,
} from './service.ts';
export type { OpenQuestion } from './model.ts';
