export {
  type ClaimOutcome,
  type Representation,
  representationLaw,
  representationPurpose,
  type RepresentationRegister,
  representationService,
} from './model.ts';
export { createRepresentationRegister } from './register.ts';
export { type ClaimingPerson, createRepresentations, type Representations } from './service.ts';
