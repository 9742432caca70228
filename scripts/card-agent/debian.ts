import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyContents, mainModule, type Sources, sizeOf } from './contents.ts';

export interface PackageOptions {
  readonly sources: Sources;
  /** The configuration file that is installed: whom the agent trusts. */
  readonly configuration: string;
  readonly version: string;
  /** The folder that gets the package. */
  readonly out: string;
}

const home = 'usr/lib/acar-card-agent';
const architectures = { x64: 'amd64', arm64: 'arm64' };

/**
 * A Debian package: the agent with its own Node, a program in the menu that also starts with each session, and the
 * configuration, which a reinstallation leaves as the administrator changed it. Answers its path.
 */
export function makeDebianPackage(
  { sources, configuration, version, out }: PackageOptions,
  compression: string,
): string {
  const root = mkdtempSync(join(tmpdir(), 'acar-card-agent-'));
  try {
    copyContents(join(root, home), sources);
    const write = (path: string, text: string, mode = 0o644) => writeIn(root, path, { text, mode });
    write('usr/bin/acar-card-agent', launcher, 0o755);
    write('etc/acar/card-agent.json', configuration);
    write('usr/share/applications/acar-card-agent.desktop', desktopEntry());
    write('etc/xdg/autostart/acar-card-agent.desktop', desktopEntry(['NoDisplay=true']));
    write('usr/share/doc/acar-card-agent/copyright', copyright);
    const icons = join(root, 'usr/share/icons/hicolor/scalable/apps');
    mkdirSync(icons, { recursive: true });
    copyFileSync(join(sources.project, 'smartcard/agent/assets/key.svg'), join(icons, 'acar-card-agent.svg'));
    write('DEBIAN/conffiles', '/etc/acar/card-agent.json\n/etc/xdg/autostart/acar-card-agent.desktop\n');
    const architecture = architectures[sources.platform.cpu];
    write('DEBIAN/control', control(version, architecture, Math.ceil(sizeOf(join(root, 'usr')) / 1024)));
    const file = join(out, `acar-card-agent_${version}_${architecture}.deb`);
    chmodSync(root, 0o755);
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', `-Z${compression}`, root, file], {
      stdio: 'pipe',
    });
    return file;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function writeIn(root: string, path: string, { text, mode }: { text: string; mode: number }): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
}

/** The package may be unpacked anywhere: the program is found from where the launcher is. */
const launcher = `#!/bin/sh
d=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")/../lib/acar-card-agent" && pwd)
exec "$d/bin/node" "$d/${mainModule}" "$@"
`;

const copyright = `Açar, and what comes with it under terms of its own:
 /usr/lib/acar-card-agent/bin/LICENSE.node for Node
 /usr/lib/acar-card-agent/node_modules/*/LICENSE* for each library
`;

function desktopEntry(more: readonly string[] = []): string {
  return `${[
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Açar kart proqramı',
    'Name[en]=Açar card program',
    'Name[ru]=Программа карты Açar',
    'Comment=E-imza kartı ilə giriş',
    'Comment[en]=Sign in with the e-signature card',
    'Comment[ru]=Вход с картой э-подписи',
    'Exec=/usr/bin/acar-card-agent',
    'Icon=acar-card-agent',
    'Terminal=false',
    'StartupNotify=false',
    'Categories=Utility;Security;',
    ...more,
  ].join('\n')}\n`;
}

function control(version: string, architecture: string, installedKilobytes: number): string {
  return `Package: acar-card-agent
Version: ${version}
Architecture: ${architecture}
Maintainer: Açar <card-agent@acar.invalid>
Installed-Size: ${installedKilobytes}
Depends: libc6, libstdc++6, libpcsclite1, pcscd, pinentry-qt | pinentry-gtk2 | pinentry-curses
Section: utils
Priority: optional
Description: signs people in with the e-signature card
 Listens on this computer alone, shows who asks in a window of its own, and
 lets the card in the reader sign. Starts with each session.
`;
}
