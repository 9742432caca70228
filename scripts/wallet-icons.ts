/** Draws the wallet's icons from the key: `scripts/node scripts/wallet-icons.ts`, after a change of key.svg. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectFolder } from './source-files.ts';

/** A maskable icon keeps what matters within the middle four fifths (W3C App Manifest). */
const icons = [
  { name: 'icon-192', size: 192, share: 1 },
  { name: 'icon-512', size: 512, share: 1 },
  { name: 'icon-maskable-512', size: 512, share: 0.8 },
] as const;

const key = readFileSync(join(projectFolder, 'src/http/assets/key.svg'), 'utf8');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { name, size, share } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const inner = Math.round(size * share);
    const ground = share < 1 ? '#015764' : 'transparent';
    await page.setContent(
      `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${ground}}svg{width:${inner}px;height:${inner}px}</style>${key}`,
    );
    const path = join(projectFolder, `src/mobile/wallet/icons/${name}.png`);
    writeFileSync(path, await page.screenshot({ omitBackground: share === 1 }));
  }
} finally {
  await browser.close();
}
