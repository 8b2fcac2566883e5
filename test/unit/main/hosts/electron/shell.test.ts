import { EventEmitter } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { succeed } from '../../../../../src/contract/failure.ts';
import type { AppDoor } from '../../../../../src/main/services/app-port.ts';
import {
  BrowserWindowStub,
  makeElectronStub,
  NotificationStub,
  WebContentsStub,
} from '../../../../support/electron-stub.ts';

const stub = vi.hoisted(() => ({ current: {} as Record<string, unknown> }));
vi.mock('electron', () => ({
  get app() {
    return stub.current.app;
  },
  get BrowserWindow() {
    return stub.current.BrowserWindow;
  },
  get ipcMain() {
    return stub.current.ipcMain;
  },
  get ipcRenderer() {
    return stub.current.ipcRenderer;
  },
  get contextBridge() {
    return stub.current.contextBridge;
  },
  get protocol() {
    return stub.current.protocol;
  },
  get nativeTheme() {
    return stub.current.nativeTheme;
  },
  get Menu() {
    return stub.current.Menu;
  },
  get Notification() {
    return stub.current.Notification;
  },
}));

let electron: ReturnType<typeof makeElectronStub>;
let asked: [string, unknown][];
let emit: EventEmitter;
let door: AppDoor;

beforeEach(() => {
  electron = makeElectronStub();
  stub.current = electron;
  BrowserWindowStub.all.length = 0;
  asked = [];
  emit = new EventEmitter();
  door = {
    dispatch: (name, argument) => {
      asked.push([name, argument]);
      return Promise.resolve(succeed('done'));
    },
    on: (name, listener) => {
      emit.on(name, listener);
      return () => void emit.off(name, listener);
    },
  };
});

const OUR_PAGE = 'app://plimsoll/index.html';

function call(event: object, ...values: unknown[]): unknown {
  const listener = electron.handlers.ipc.get('plimsoll:call');
  if (listener === undefined) throw new Error('nothing listens');
  return listener(event as Electron.IpcMainInvokeEvent, ...values);
}

describe('the bridge to the page', () => {
  it('answers commands of our main frame', async () => {
    const { serveIpc } = await import('../../../../../src/main/hosts/electron/ipc.ts');
    serveIpc(door);
    const frame = { parent: null, url: OUR_PAGE };
    await expect(call({ senderFrame: frame, sender: { mainFrame: frame } }, 'app.info', {})).resolves.toEqual(
      succeed('done'),
    );
    expect(asked).toEqual([['app.info', {}]]);
  });

  it.each([
    ['no frame', null],
    ['a sub-frame', { parent: {}, url: OUR_PAGE }],
    ['about:blank', { parent: null, url: 'about:blank' }],
    ['a look-alike host', { parent: null, url: 'app://plimsoll.evil/index.html' }],
    ['a look-alike prefix', { parent: null, url: 'app://plimsoll@evil/index.html' }],
    ['the web', { parent: null, url: 'https://example.com/' }],
    ['a file', { parent: null, url: 'file:///etc/passwd' }],
  ])('refuses %s', async (_who, frame) => {
    const { serveIpc } = await import('../../../../../src/main/hosts/electron/ipc.ts');
    serveIpc(door);
    const answer = call({ senderFrame: frame, sender: { mainFrame: frame } }, 'app.info', {});
    expect(answer).toMatchObject({ ok: false, failure: { code: 'ipc.refused', side: 'guard' } });
    expect(asked).toEqual([]);
  });

  it('refuses a frame that is not the main one, and names that are no text', async () => {
    const { serveIpc } = await import('../../../../../src/main/hosts/electron/ipc.ts');
    serveIpc(door);
    const frame = { parent: null, url: OUR_PAGE };
    expect(call({ senderFrame: frame, sender: { mainFrame: {} } }, 'app.info', {})).toMatchObject({
      ok: false,
    });
    expect(call({ senderFrame: frame, sender: { mainFrame: frame } }, { toString: 1 }, {})).toMatchObject({
      ok: false,
    });
    expect(asked).toEqual([]);
  });

  it('exposes two functions and nothing else, and hands listeners values only', async () => {
    vi.resetModules();
    await import('../../../../../src/main/hosts/electron/preload.ts');
    expect([...electron.handlers.exposed.keys()]).toEqual(['plimsoll']);
    const bridge = electron.handlers.exposed.get('plimsoll') as {
      call: (name: string, argument: unknown) => Promise<unknown>;
      on: (name: string, listener: (...values: unknown[]) => void) => () => void;
    };
    expect(Object.keys(bridge).sort()).toEqual(['call', 'on']);
    const heard: unknown[][] = [];
    const stop = bridge.on('run.changed', (...values) => heard.push(values));
    electron.handlers.events.emit('plimsoll:event', { sender: 'secret' }, 'run.changed', { runId: 'a' });
    stop();
    electron.handlers.events.emit('plimsoll:event', { sender: 'secret' }, 'run.changed', { runId: 'b' });
    expect(heard).toEqual([[{ runId: 'a' }]]);
    await bridge.call('app.info', {});
    expect(electron.handlers.invoked).toEqual([['plimsoll:call', 'app.info', {}]]);
  });
});

describe('the window', () => {
  it('opens our page with every power of a page switched off, and shows it once painted', async () => {
    const { openWindow } = await import('../../../../../src/main/hosts/electron/window.ts');
    openWindow(door, '/out/preload/preload.cjs');
    const [window] = BrowserWindowStub.all;
    expect(window?.loaded).toEqual([OUR_PAGE]);
    expect(window?.options.webPreferences).toEqual({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      preload: '/out/preload/preload.cjs',
    });
    expect(window?.shown).toBe(false);
    window?.emit('ready-to-show');
    expect(window?.shown).toBe(true);
  });

  it('passes events on until it is gone', async () => {
    const { openWindow } = await import('../../../../../src/main/hosts/electron/window.ts');
    openWindow(door, 'preload.cjs');
    const contents = BrowserWindowStub.all[0]?.webContents as WebContentsStub;
    emit.emit('run.changed', { runId: 'a' });
    expect(contents.sent).toEqual([['plimsoll:event', 'run.changed', { runId: 'a' }]]);
    contents.emit('destroyed');
    expect(emit.listenerCount('run.changed')).toBe(0);
  });
});

describe('the lockdown', () => {
  it('sandboxes, denies new windows and webviews, and lets no frame leave our page', async () => {
    const { lockDown } = await import('../../../../../src/main/hosts/electron/lockdown.ts');
    lockDown(electron.app as unknown as Electron.App);
    expect(electron.app.sandboxed).toBe(true);
    const contents = new WebContentsStub();
    electron.app.emit('web-contents-created', {}, contents);
    expect(contents.windowOpenHandler?.({ url: OUR_PAGE })).toEqual({ action: 'deny' });
    const prevented = (name: string, url: string, isMainFrame = true) => {
      const event = { preventDefault: vi.fn(), url, isMainFrame };
      contents.emit(name, event);
      return event.preventDefault.mock.calls.length;
    };
    expect(prevented('will-attach-webview', '')).toBe(1);
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of [
        'https://example.com/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'app://other/',
        'data:text/html,x',
      ]) {
        expect(prevented(name, url), `${name} ${url}`).toBe(1);
      }
      expect(prevented(name, OUR_PAGE), name).toBe(0);
      expect(prevented(name, OUR_PAGE, false), name).toBe(1);
    }
  });

  it('grants one permission of all', async () => {
    const { lockDownSession } = await import('../../../../../src/main/hosts/electron/lockdown.ts');
    lockDownSession(electron.session.defaultSession as unknown as Electron.Session);
    const asked = [
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'mediaKeySystem',
      'geolocation',
      'notifications',
      'midi',
      'midiSysex',
      'pointerLock',
      'keyboardLock',
      'fullscreen',
      'openExternal',
      'speaker-selection',
      'storage-access',
      'top-level-storage-access',
      'window-management',
      'unknown',
      'fileSystem',
      'hid',
      'serial',
      'usb',
      'media',
    ];
    const granted = asked.filter((permission) => {
      let answer = false;
      electron.handlers.permissionRequest?.({}, permission, (given) => {
        answer = given;
      });
      expect(electron.handlers.permissionCheck?.({}, permission)).toBe(answer);
      return answer;
    });
    expect(granted).toEqual(['clipboard-sanitized-write']);
    expect(electron.handlers.device?.()).toBe(false);
  });
});

describe('the app:// scheme', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-screens-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'secret.key'), 'not of a served type');

  async function ask(url: string, method = 'GET'): Promise<Response> {
    const { serveScheme } = await import('../../../../../src/main/hosts/electron/protocol.ts');
    serveScheme(folder);
    const handler = electron.handlers.protocol.get('app');
    if (handler === undefined) throw new Error('no handler');
    return handler({ url, method } as Request);
  }

  it('serves our page with the policy', async () => {
    const answer = await ask(OUR_PAGE);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<!doctype html>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    'app://plimsoll/../../etc/passwd',
    'app://plimsoll/%2e%2e/%2e%2e/etc/passwd',
    'app://plimsoll/..%2f..%2fetc%2fpasswd',
    'app://plimsoll/....//....//etc/passwd',
    'app://plimsoll//etc/passwd',
    'app://plimsoll/index.html/../../secret.key',
    'app://plimsoll/secret.key',
    'app://plimsoll/index.html%00.png',
    'app://plimsoll/C:/Windows/win.ini',
    'app://plimsoll/..\\..\\etc\\passwd',
    'app://other/index.html',
    'app://user@plimsoll/index.html',
  ])('refuses %s', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  it('refuses everything but GET', async () => {
    expect((await ask(OUR_PAGE, 'POST')).status).toBe(404);
  });

  it('is declared a standard, secure scheme', async () => {
    const { declareScheme } = await import('../../../../../src/main/hosts/electron/protocol.ts');
    declareScheme();
    expect(electron.handlers.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });
});

describe('the menu', () => {
  it('has developer tools only outside the packaged app', async () => {
    const { installMenu } = await import('../../../../../src/main/hosts/electron/menu.ts');
    const roles = () => JSON.stringify(electron.Menu.template);
    installMenu({ isMac: false, isPackaged: true });
    expect(roles()).not.toContain('toggleDevTools');
    installMenu({ isMac: true, isPackaged: false });
    expect(roles()).toContain('toggleDevTools');
    expect(roles()).toContain('appMenu');
  });
});

describe('an alert', () => {
  it('is a notification of the system, where it shows any', async () => {
    const { notify } = await import('../../../../../src/main/hosts/electron/notify.ts');
    const alert = { title: 'Regressed: Shop', body: 'p95 +85%', runId: 'a' };
    NotificationStub.shown.length = 0;
    notify(alert);
    NotificationStub.able = false;
    notify(alert);
    NotificationStub.able = true;
    expect(NotificationStub.shown).toEqual([{ title: 'Regressed: Shop', body: 'p95 +85%' }]);
  });
});
