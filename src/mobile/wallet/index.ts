export { type BrowserCode, loadBrowserCode } from './modules.ts';
export { createWalletErrorPage, type WalletShell } from './pages.ts';
export { walletRoutes } from './routes.ts';
