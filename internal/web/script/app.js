// Headroom's script. Every page works without it: it adds the header's overflow menu, focus on problems and on notices,
// a guard against double sending, fresh progress without reloading the page, saving of what is typed,
// levers that answer at once, and deadlines that count down.
import { createAll, Button, ErrorSummary, Header, NotificationBanner, SkipLink } from 'nhsuk-frontend'
import { startEntry } from './entry.js'
import { startLevers } from './levers.js'
import { startTicks } from './ticks.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
for (const component of [Button, ErrorSummary, Header, NotificationBanner, SkipLink]) createAll(component)

// pollEvery is how often a running job is asked for, in milliseconds; a hidden page is not refreshed.
const pollEvery = 3000

// poll fetches the page again and takes over only the part with the same id.
async function poll(part) {
  if (document.hidden) return setTimeout(poll, pollEvery, part)
  let next = part
  try {
    const answer = await fetch(part.dataset.poll, { headers: { Accept: 'text/html' } })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(part.id)
    if (!fresh) return location.reload() // the job is over and the page has another shape
    part.replaceWith(fresh)
    next = fresh
  } catch {
    // A poor line: keep what is shown and try again.
  }
  if (next.dataset.poll) setTimeout(poll, pollEvery, next)
}
for (const part of document.querySelectorAll('[data-poll]')) setTimeout(poll, pollEvery, part)

// A date chosen in a filter is sent at once; the button stays for those who do not use scripts.
for (const form of document.querySelectorAll('form[data-send-on-change]')) {
  form.addEventListener('change', () => form.requestSubmit())
}

startEntry()
startLevers()
startTicks()
