// Saving what is typed into a return by itself. The form works without it: the button "Save draft" does the same. What
// has not reached the server is kept on this device and put back into the form when the page is opened again.

const saveAfter = 3000 // milliseconds after the last change
const retryAfter = 10000 // milliseconds between tries while there is no connection

export function startEntry() {
  const form = document.querySelector('form[data-autosave]')
  if (form) new Entry(form)
  for (const part of document.querySelectorAll('[data-countdown]')) countDown(part)
}

class Entry {
  constructor(form) {
    this.form = form
    this.words = form.querySelector('[data-autosave-status]')
    this.key = `headroom-entry:${form.dataset.autosave}:${form.getAttribute('action')}`
    this.dirty = this.saving = this.stopped = false
    this.restore()
    form.addEventListener('input', () => this.changed())
    form.addEventListener('change', () => this.changed())
    form.addEventListener('submit', (e) => this.leaving(e))
    form.addEventListener('click', (e) => this.fill(e))
    addEventListener('online', () => this.save())
    addEventListener('pagehide', () => this.save(true))
    addEventListener('pageshow', (e) => { if (e.persisted) this.back() })
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.save(true) })
  }

  // typed is every field with its text; what the server counts by goes along apart.
  typed() {
    const out = {}
    for (const [name, text] of new FormData(this.form)) if (!['rev', 'base', 'page'].includes(name)) out[name] = text
    return out
  }

  get rev() { return this.form.elements.rev.value }
  set rev(n) { this.form.elements.rev.value = n }

  say(text, unsent) {
    this.words.textContent = text
    this.words.toggleAttribute('data-unsent', Boolean(unsent))
  }

  keep(sent) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ typed: this.typed(), rev: this.rev, base: this.form.dataset.base, at: clock(), sent }))
    } catch {
      // A browser that keeps nothing still saves over the line.
    }
  }

  forget() {
    try { localStorage.removeItem(this.key) } catch { /* nothing was kept */ }
  }

  // restore puts back what was typed and never arrived. When it was sent by a button and the server has moved on since,
  // it did arrive.
  restore() {
    let was
    try { was = JSON.parse(localStorage.getItem(this.key)) } catch { return }
    if (!was) return
    const now = this.typed()
    const same = Object.keys({ ...was.typed, ...now }).every((k) => (was.typed[k] ?? '') === (now[k] ?? ''))
    const arrived = was.sent && (was.rev !== this.rev || was.base !== this.form.dataset.base)
    if (same || arrived) return this.forget()
    for (const [name, text] of Object.entries(was.typed)) {
      const field = this.form.elements[name] ?? this.hidden(name)
      field.value = text
    }
    this.rev = was.rev // an older one makes the server show both
    this.say(`Put back what was typed at ${was.at} and not sent`, true)
    this.changed()
  }

  // hidden holds a text whose box is not on the page now, as the comment on a line that is not queried any more.
  hidden(name) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    this.form.append(field)
    return field
  }

  changed() {
    this.dirty = true
    this.keep()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), saveAfter)
  }

  async save(leaving) {
    if (!this.dirty || this.saving || this.stopped) return
    this.dirty = false
    this.saving = true
    clearTimeout(this.timer)
    const body = new URLSearchParams(new FormData(this.form))
    body.set('do', 'save')
    let failed = true
    try {
      const answer = await fetch(this.form.action, { method: 'POST', body, headers: { Accept: 'application/json' }, keepalive: Boolean(leaving) })
      failed = !answer.ok && answer.status >= 500
      if (answer.ok) this.saved(await answer.json())
      else if (!failed) this.refused(answer.status)
      else this.say('Not saved: the service cannot take it now. It is kept on this device and tried again', true)
    } catch {
      this.say('Not sent: no connection. What is typed is kept on this device', true)
    }
    this.saving = false
    if (failed) this.dirty = true
    if (this.waits) {
      const button = this.waits
      this.waits = null
      this.form.requestSubmit(button)
    } else if (this.dirty) this.timer = setTimeout(() => this.save(), failed ? retryAfter : saveAfter)
  }

  saved(answer) {
    this.rev = answer.rev
    this.say(`Saved ${answer.saved}`)
    if (this.dirty) this.keep()
    else this.forget()
  }

  refused(status) {
    this.stopped = true
    this.say(status === 401
      ? 'Not saved: you are signed out. What is typed is kept on this device; sign in and open this page again'
      : 'Not saved by itself. Press Save draft to see why; what is typed is kept', true)
  }

  // leaving: a button sends the form, once a save that is under way has its answer; what is kept is only for the case
  // that it never arrives.
  leaving(event) {
    if (this.saving) {
      event.preventDefault()
      this.waits = event.submitter
      return
    }
    this.stopped = true
    clearTimeout(this.timer)
    this.keep(true)
  }

  // back: the browser shows the page as it was left.
  back() {
    this.stopped = false
    this.changed()
  }

  // fill writes n/a into a section's empty boxes without asking the server.
  fill(event) {
    const button = event.target.closest('[data-fill-na]')
    if (!button) return
    event.preventDefault()
    for (const box of this.form.querySelectorAll(`#${button.value} input[type=text]`)) if (!box.value.trim()) box.value = 'n/a'
    this.changed()
  }
}

function clock() {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(new Date())
}

// countDown says how long is left by the server's clock, which may differ from this device's.
function countDown(part) {
  const ahead = Date.parse(part.dataset.now) - Date.now()
  const show = () => {
    const left = Math.floor((Date.parse(part.dataset.countdown) - Date.now() - ahead) / 1000)
    if (left < 0) {
      part.textContent = ' The deadline has passed: what is sent now is marked late.'
      return
    }
    if (left < 3600) part.textContent = ` ${Math.floor(left / 60)} min ${left % 60} s left.`
    setTimeout(show, left < 3660 ? 1000 : 30000)
  }
  show()
}
