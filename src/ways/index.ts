export { type Way, type WayId, wayIds, wayOf } from './model.ts';
export { describeWay, signedInWith, wayCards } from './pages.ts';
export { wayPicture } from './pictures.ts';
