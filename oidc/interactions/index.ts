export {
  createLoginFlows,
  type FlowReply,
  type FlowRequest,
  type LoginFlows,
  type LoginFlowsDependencies,
} from './service.ts';
export type { InteractionView, ServiceView, TimeLimitView } from './view.ts';
