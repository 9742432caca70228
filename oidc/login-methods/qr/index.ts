export { createQrMethod, qrMethodId } from './qr-method.ts';
