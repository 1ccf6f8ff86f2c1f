import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterEach, beforeAll } from 'vitest';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page that a test makes up is from nowhere, which counts as the internet: it may not ask this machine.
  '--disable-features=LocalNetworkAccessChecks',
];

const launch = async (): Promise<Browser> => {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  // That a machine is busy is no failure.
  browser.on('context', (context) => context.setDefaultTimeout(120_000));
  return browser;
};

let launched: Promise<Browser> | undefined;

/** The one Chromium of this process, which ends with it; whatever a test opened there is closed when the test ends. */
export const useBrowser = (): (() => Browser) => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    launched ??= launch();
    browser = await launched;
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });
  return () => {
    if (!browser) throw new Error('the browser is not started');
    return browser;
  };
};

/** Errors of the page; a test ends by looking at them. */
export const collectProblems = (context: BrowserContext): string[] => {
  const problems: string[] = [];
  // Also those that whoever caused them has caught.
  void context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`refused by ${violatedDirective}: ${blockedURI}`),
    ),
  );
  context.on('page', (page) => {
    page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
  });
  return problems;
};
