export { askStatus, type CertificateStatus, type StatusDependencies } from './ask.ts';
