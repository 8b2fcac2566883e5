import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Browsers that can show the workbench in a window without address bar, by platform. */
const APP_MODE_BROWSERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address of ours in an app window of Chromium, Chrome or Edge, else in the default browser.
 * @returns a sentence that says what was done; never fails, because the address is printed as well
 */
export async function openInBrowser(address: string): Promise<string> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'There is no display here, so no browser was opened; open the address yourself.';
  }
  const browser = findAppModeBrowser();
  if (browser !== null && (await starts(browser, [`--app=${address}`])))
    return 'Opened in a window of its own.';
  const [program = 'xdg-open', ...args] = OPENERS[process.platform] ?? [];
  if (await starts(program, [...args, address])) return 'Opened in the default browser.';
  return 'No browser could be opened; open the address yourself.';
}

function findAppModeBrowser(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = (APP_MODE_BROWSERS[process.platform] ?? []).flatMap((name) =>
    /[/\\]/.test(name) ? [name] : folders.map((folder) => join(folder, name)),
  );
  return files.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function starts(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
