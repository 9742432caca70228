export { consentPage, describeClaim, waitingPage } from './pages/continuing.ts';
export { createErrorPage, endedPage, expiredPage, logoutPage, signedOutPage } from './pages/ending.ts';
export { chooseMethodPage, oneTimeCodePage, passwordPage } from './pages/proof.ts';
export type {
  ChooseMethodView,
  ClaimView,
  ConsentView,
  DeadEndView,
  LogoutView,
  OneTimeCodeView,
  PasswordView,
  Problem,
  ServiceView,
  SignedOutView,
  SignInAddresses,
  SignInRequest,
  SignInView,
  WaitingView,
} from './pages/view.ts';
