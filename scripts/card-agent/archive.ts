import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyContents, mainModule } from './contents.ts';
import type { PackageOptions } from './debian.ts';

/**
 * An archive for macOS or Windows with an installer that needs no administrator: it copies the agent into the person's
 * own folder and starts it with each session. Not verified: no such system was at hand. Answers its path.
 */
export function makeArchive(
  { sources, configuration, version, out }: PackageOptions,
  compression: string,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'acar-card-agent-'));
  const { os, cpu } = sources.platform;
  const name = `acar-card-agent-${version}-${os === 'win32' ? 'windows' : 'macos'}-${cpu}`;
  try {
    const root = join(folder, name);
    mkdirSync(root);
    copyContents(join(root, 'agent'), sources);
    writeFileSync(join(root, 'card-agent.json'), configuration, { mode: 0o644 });
    for (const [file, text] of Object.entries(os === 'win32' ? windowsFiles : macosFiles)) {
      writeFileSync(join(root, file), text, { mode: 0o755 });
    }
    const isPlain = compression === 'none';
    const archive = join(out, isPlain ? `${name}.tar` : `${name}.tar.gz`);
    const how = isPlain ? '-cf' : '-czf';
    execFileSync('tar', ['--owner=0', '--group=0', '-C', folder, how, archive, name], { stdio: 'pipe' });
    return archive;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const macosFiles: Readonly<Record<string, string>> = {
  'install.command': `#!/bin/sh
# Installs the card agent for this person, and starts it now and with each session.
set -eu
from=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
home="$HOME/Library/Application Support/Acar"
plist="$HOME/Library/LaunchAgents/az.acar.card-agent.plist"
mkdir -p "$home" "$HOME/Library/LaunchAgents"
rm -rf "$home/agent"
cp -R "$from/agent" "$home/agent"
[ -f "$home/card-agent.json" ] || install -m 0600 "$from/card-agent.json" "$home/card-agent.json"
cat > "$plist" <<END
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>az.acar.card-agent</string>
<key>ProgramArguments</key><array>
<string>$home/agent/bin/node</string><string>$home/agent/${mainModule}</string>
</array>
<key>RunAtLoad</key><true/>
<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
</dict></plist>
END
launchctl bootout "gui/$(id -u)/az.acar.card-agent" 2>/dev/null || true
launchctl bootstrap "gui/$(id -u)" "$plist"
echo "Açar: OK"
`,
  'uninstall.command': `#!/bin/sh
launchctl bootout "gui/$(id -u)/az.acar.card-agent" 2>/dev/null || true
rm -rf "$HOME/Library/LaunchAgents/az.acar.card-agent.plist" "$HOME/Library/Application Support/Acar/agent"
`,
};

const windowsFiles: Readonly<Record<string, string>> = {
  'install.cmd': '@powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1"\r\n@pause\r\n',
  'install.ps1': [
    '# Installs the card agent for this person, and starts it now and with each session.',
    "$ErrorActionPreference = 'Stop'",
    '$target = Join-Path $env:LOCALAPPDATA "Acar"',
    'New-Item -ItemType Directory -Force $target | Out-Null',
    '$agent = Join-Path $target "agent"',
    'if (Test-Path $agent) { Remove-Item -Recurse -Force $agent }',
    'Copy-Item -Recurse (Join-Path $PSScriptRoot "agent") $agent',
    '$configuration = Join-Path $target "card-agent.json"',
    'if (-not (Test-Path $configuration)) { Copy-Item (Join-Path $PSScriptRoot "card-agent.json") $configuration }',
    '$start = Join-Path $target "start.vbs"',
    `$command = '"' + (Join-Path $agent "bin\\node.exe") + '" "' + (Join-Path $agent "${mainModule.replaceAll('/', '\\')}") + '"'`,
    `Set-Content -Encoding Unicode $start ('CreateObject("WScript.Shell").Run "' + $command.Replace('"', '""') + '", 0, False')`,
    '$run = "HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"',
    `Set-ItemProperty $run "AcarCardAgent" ('wscript.exe "' + $start + '"')`,
    `Start-Process wscript.exe -ArgumentList ('"' + $start + '"')`,
    'Write-Output "Acar: OK"',
    '',
  ].join('\r\n'),
};
