import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { projectFolder } from '../source-files.ts';
import { makeArchive } from './archive.ts';
import type { Platform } from './contents.ts';
import { makeDebianPackage } from './debian.ts';

const usage = `scripts/card-agent-package --configuration FILE [options]

Makes what a citizen installs: the card agent with its own Node, and the configuration that says whom it trusts.

  --configuration FILE   as smartcard/agent/README.md describes; at least the issuers
  --system NAME          debian (the default), macos or windows; the last two are not verified
  --cpu NAME             x64 or arm64; the default is this computer's
  --packages DIR         a folder with node-<os>-<cpu> (bin/node in it) and @koromix/koffi-<os>-<cpu>, as npm unpacks
                         them: darwin-arm64, win-x64, ...; the default is node_modules, which holds this computer's
  --out DIR              where the package goes; the default is data/card-agent
  --compression NAME     xz (the default; gzip for archives), gzip or none
`;

const systems = { debian: 'linux', macos: 'darwin', windows: 'win32' } as const;

const optionsShape = z.object({
  configuration: z.string(),
  system: z.enum(['debian', 'macos', 'windows']).default('debian'),
  cpu: z.enum(['x64', 'arm64']).default(process.arch === 'arm64' ? 'arm64' : 'x64'),
  packages: z.string().default(join(projectFolder, 'node_modules')),
  out: z.string().default(join(projectFolder, 'data', 'card-agent')),
  compression: z.enum(['xz', 'gzip', 'none']).default('xz'),
});

function main(): void {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      configuration: text,
      system: text,
      cpu: text,
      packages: text,
      out: text,
      compression: text,
    },
  });
  if (values.help || values.configuration === undefined) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const { system, cpu, packages, out, compression, configuration } = optionsShape.parse(values);
  const content = readFileSync(configuration, 'utf8');
  parseConfiguration(JSON.parse(content));
  mkdirSync(out, { recursive: true });
  const platform: Platform = { os: systems[system], cpu };
  const options = {
    sources: { project: projectFolder, packages, platform },
    configuration: content,
    version: version(),
    out,
  };
  const file =
    system === 'debian' ? makeDebianPackage(options, compression) : makeArchive(options, compression);
  process.stdout.write(`${file}\n`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

main();
