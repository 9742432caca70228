export type { FlowReply, FlowRequest } from './model.ts';
export type { Following, LoginFlows, LoginFlowsDependencies } from './login-flows.ts';
export { createLoginFlows } from './service.ts';
export type { InteractionView, ServiceView, TimeLimitView } from './view.ts';
