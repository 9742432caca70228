export { phoneSignInSettings } from './config.ts';
