import { expect, it } from 'vitest';
import { useBrowser } from '../rig/browser.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

it('lets people in by a key, who make others, end them and leave', async () => {
  const { url, firstKey = '' } = await startServerHere({ keys: 'always' });
  const context = await browser().newContext({ viewport: { width: 360, height: 720 } });
  const page = await context.newPage();
  await page.goto(`${url}/keys`);
  await page.getByLabel('Your key').fill('rm_wrong');
  await page.keyboard.press('Enter');
  await page.getByText('This key is not valid').waitFor();
  await page.getByLabel('Your key').fill(firstKey);
  await page.keyboard.press('Enter');

  await page.getByLabel('Name').fill('<b>desk</b>');
  await page.getByLabel('User').fill('ann');
  await page.keyboard.press('Enter');
  const made = (await page.locator('code').innerText()).trim();
  const listed = () => fetch(`${url}/api/v1/assets`, { headers: { authorization: `Bearer ${made}` } });
  expect((await listed()).status).toBe(200);
  await page.getByRole('button', { name: 'Revoke <b>desk</b>' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('revoked', { exact: true }).waitFor();
  expect((await listed()).status).toBe(401);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: 'reelmill_session', httpOnly: true, sameSite: 'Strict' });
  const kept = await page.evaluate(() => JSON.stringify([localStorage, document.documentElement.outerHTML]));
  expect(kept).not.toContain(firstKey);
  await page.getByRole('button', { name: 'Log out (local)' }).click();
  await page.getByLabel('Your key').waitFor();
  expect(await context.cookies()).toEqual([]);
});
