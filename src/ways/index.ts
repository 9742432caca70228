export { type Way, type WayId, isByCard, wayIds, wayOf } from './model.ts';
export { describeWay, signedInWith, wayCards } from './pages.ts';
export { wayPicture } from './pictures.ts';
