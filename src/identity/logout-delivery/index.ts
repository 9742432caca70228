export type { DeliveryState, LogoutDelivery, LogoutNotice } from './model.ts';
export { createLogoutQueue, type LogoutDeliveryOptions, startLogoutDelivery } from './service.ts';
export { deliveriesOf, logoutBacklog, sweepDeliveries, troubledDeliveries } from './store.ts';
