import { decodeQR } from 'qr/decode.js';

/** The browser's own reader, where it has one. */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

/**
 * Looks through the camera until a code is found that `isWanted`, or until `signal` aborts.
 * @throws DOMException when there is no camera or it is not allowed
 */
export async function scanCode(
  video: HTMLVideoElement,
  isWanted: (text: string) => boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 960 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    const read = await makeReader();
    while (!signal.aborted) {
      const text = await read(video);
      if (text !== undefined && isWanted(text)) return text;
      await nextFrame(video);
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function makeReader(): Promise<(video: HTMLVideoElement) => Promise<string | undefined>> {
  const detector = await nativeDetector();
  if (detector) return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
  const canvas = new OffscreenCanvas(1, 1);
  return async (video) => decodeFrame(video, canvas);
}

async function nativeDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector } = globalThis as unknown as {
    BarcodeDetector?: {
      new (options: { formats: string[] }): Detector;
      getSupportedFormats(): Promise<string[]>;
    };
  };
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => []);
  return BarcodeDetector && formats?.includes('qr_code')
    ? new BarcodeDetector({ formats: ['qr_code'] })
    : undefined;
}

function decodeFrame(video: HTMLVideoElement, canvas: OffscreenCanvas): string | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return undefined;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0);
  const image = context?.getImageData(0, 0, width, height);
  try {
    return image && decodeQR(image);
  } catch {
    // No code in this frame.
    return undefined;
  }
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((done) => {
    video.requestVideoFrameCallback(() => done());
    // A camera that delivers nothing any more must not hold the loop.
    setTimeout(done, 500);
  });
}
