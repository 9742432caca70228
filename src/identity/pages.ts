export { cardReturnPage, readCardPage } from './pages/card.ts';
export { consentPage, describeClaim } from './pages/continuing.ts';
export { createErrorPage, endedPage, expiredPage, logoutPage, signedOutPage } from './pages/ending.ts';
export { elsewherePage, openWalletPage, phoneAskedPage, phoneNumberPage } from './pages/own-phone.ts';
export { chooseMethodPage, oneTimeCodePage, passwordPage } from './pages/proof.ts';
export { scanCodePage } from './pages/scan-code.ts';
export type {
  CardReturnView,
  ChooseMethodView,
  ClaimView,
  ConsentView,
  DeadEndView,
  LogoutView,
  OneTimeCodeView,
  OpenWalletView,
  PasswordView,
  PhoneView,
  Problem,
  ReadCardView,
  ScanCodeView,
  ServiceView,
  SignedOutView,
  SignInAddresses,
  SignInRequest,
  SignInView,
} from './pages/view.ts';
