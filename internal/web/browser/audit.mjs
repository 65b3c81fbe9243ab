// Opens pages in Chromium, runs axe-core on them, measures them and takes pictures. Reads a job as JSON from standard
// input and writes what it saw as JSON to standard output; browser.go says what the fields mean.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const job = JSON.parse(await read(process.stdin))
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

async function read(stream) {
  let text = ''
  for await (const part of stream) text += part
  return text
}

// look opens one page with nothing cached and reports on it.
async function look(browser, page, width) {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    deviceScaleFactor: width < 500 ? 2 : 1,
    isMobile: width < 500,
    hasTouch: width < 500,
    javaScriptEnabled: !job.noScripts,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  if (job.cookies?.length) await context.addCookies(job.cookies)
  const tab = await context.newPage()
  const seen = { name: page.name, width, status: 0, violations: [], passes: 0, bytes: 0, requests: 0, overflow: 0, wide: [], console: [], shot: '' }
  const line = await context.newCDPSession(tab)
  await line.send('Network.enable')
  line.on('Network.loadingFinished', (e) => { seen.bytes += e.encodedDataLength; seen.requests++ })
  tab.on('console', (m) => { if (m.type() === 'error') seen.console.push(m.text()) })
  tab.on('pageerror', (e) => seen.console.push(String(e)))
  const answer = await tab.goto(page.url, { waitUntil: 'load', timeout: 30000 })
  seen.status = answer?.status() ?? 0
  await tab.waitForTimeout(100)
  if (job.shots) {
    seen.shot = join(job.shots, `${page.name.replaceAll('/', '-')}-${width}.png`)
    await tab.screenshot({ path: seen.shot, fullPage: true })
  }
  if (!job.noScripts) await check(tab, seen)
  await context.close()
  return seen
}

// looked is look, again for a page that renews itself in the middle of it, as one that shows progress does.
async function looked(browser, page, width, tries = 3) {
  try {
    return await look(browser, page, width)
  } catch (e) {
    if (tries <= 1 || !String(e).includes('Execution context was destroyed')) throw e
    return looked(browser, page, width, tries - 1)
  }
}

// check runs axe, which spells out violations alone because describing what passes takes longest, and finds what sticks out of the window.
async function check(tab, seen) {
  await tab.evaluate(axe)
  const result = await tab.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), tags)
  seen.passes = result.passes.length
  seen.violations = result.violations.map((v) => ({
    id: v.id, impact: v.impact ?? '', help: v.help, where: v.nodes.slice(0, 5).map((n) => `${n.target.join(' ')}: ${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`),
  }))
  const size = await tab.evaluate(() => {
    const width = document.documentElement.clientWidth
    const hidden = (e) => { for (let p = e.parentElement; p; p = p.parentElement) { const s = getComputedStyle(p); if (s.overflowX !== 'visible') return true } return false }
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1 && !hidden(e))
    return { overflow: Math.max(0, document.documentElement.scrollWidth - width), wide: wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120)) }
  })
  seen.overflow = size.overflow
  seen.wide = size.overflow > 0 ? size.wide : []
}

if (job.shots) await mkdir(job.shots, { recursive: true })
// launch makes a new empty profile and removes it afterwards.
const browser = await chromium.launch({
  executablePath: process.env.HEADROOM_CHROMIUM,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const out = []
  // Two at a time: a page waits for its line and its pictures about as long as the rules take to run.
  const all = job.pages.flatMap((page) => job.widths.map((width) => ({ page, width })))
  let next = 0
  const work = async () => {
    while (next < all.length) {
      const at = next++
      out[at] = await looked(browser, all[at].page, all[at].width)
    }
  }
  await Promise.all([work(), work()])
  process.stdout.write(JSON.stringify(out))
} finally {
  await browser.close()
}
