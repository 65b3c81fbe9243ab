// Plays a scene in Chromium: types, presses, cuts the line and looks, in the order given. Reads the scene as JSON from
// standard input and writes what each look saw as JSON to standard output; play.go says what the fields mean.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const scene = JSON.parse(await read(process.stdin))

async function read(stream) {
  let text = ''
  for await (const part of stream) text += part
  return text
}

const browser = await chromium.launch({
  executablePath: process.env.HEADROOM_CHROMIUM,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const width = scene.width || 390
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 }, deviceScaleFactor: 2, isMobile: width < 500, hasTouch: width < 500,
    javaScriptEnabled: !scene.noScripts, locale: 'en-GB', timezoneId: 'Europe/London',
  })
  const tab = await context.newPage()
  tab.setDefaultTimeout(15000)
  const seen = []
  if (scene.shots) await mkdir(scene.shots, { recursive: true })
  const steps = {
    open: (s) => tab.goto(s.value, { waitUntil: 'load' }),
    type: (s) => tab.fill(s.at, s.value),
    press: (s) => tab.click(s.at),
    wait: (s) => tab.locator(s.at).filter({ hasText: s.value }).first().waitFor({ state: 'visible' }),
    offline: () => context.setOffline(true),
    online: () => context.setOffline(false),
    reload: () => tab.reload({ waitUntil: 'load' }),
    look: async (s) => seen.push(await tab.locator(s.at).first().evaluate((e) => e.value ?? e.textContent)),
    shot: (s) => tab.screenshot({ path: join(scene.shots || '.', s.value) }),
  }
  for (const s of scene.steps) {
    if (s.do === 'shot' && !scene.shots) continue
    try {
      await steps[s.do](s)
    } catch (e) {
      throw new Error(`${s.do} ${s.at ?? ''} ${s.value ?? ''}: ${e.message}`)
    }
  }
  process.stdout.write(JSON.stringify(seen))
} finally {
  await browser.close()
}
