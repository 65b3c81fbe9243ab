// Sliders that answer at once. The form works without it: the button asks for the same page. Each slider is the twin of a
// box of the same name; the box is what is sent. The answer is fetched when nothing has moved for a moment, and its main
// numbers are read out where a screen reader listens.

const askAfter = 120 // milliseconds after the last move
const sayAfter = 700 // milliseconds after the answer: somebody who drags a slider hears the end of it

export function startLevers() {
  const form = document.querySelector('form[data-levers]')
  if (form) new Levers(form)
}

class Levers {
  constructor(form) {
    this.form = form
    this.words = document.querySelector('[data-lever-words]')
    this.trouble = document.querySelector('[data-lever-trouble]')
    for (const slide of form.querySelectorAll('[data-lever]')) this.pair(slide)
    form.addEventListener('input', () => this.soon())
    form.addEventListener('change', () => this.soon())
  }

  // pair shows a slider and lets it and its box follow each other.
  pair(slide) {
    const box = this.form.elements[slide.dataset.lever]
    slide.hidden = false
    slide.addEventListener('input', () => { box.value = slide.value })
    box.addEventListener('input', () => { if (!isNaN(parseFloat(box.value))) slide.value = box.value })
  }

  soon() {
    clearTimeout(this.wait)
    this.wait = setTimeout(() => this.ask(), askAfter)
  }

  async ask() {
    const query = new URLSearchParams(new FormData(this.form)).toString()
    if (query === this.asked) return
    this.asked = query
    this.under?.abort()
    this.under = new AbortController()
    try {
      const answer = await fetch(`${this.form.dataset.levers}?${query}`, { headers: { Accept: 'text/html' }, signal: this.under.signal })
      if (!answer.ok) throw new Error(String(answer.status))
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const words = fresh.getElementById('answer').dataset.words
      for (const id of ['answer', 'answer-more']) document.getElementById(id).replaceWith(fresh.getElementById(id))
      this.trouble.hidden = true
      history.replaceState(null, '', `?${query}`)
      clearTimeout(this.saying)
      this.saying = setTimeout(() => { this.words.textContent = words }, sayAfter)
    } catch (e) {
      if (e.name === 'AbortError') return
      this.asked = null
      this.trouble.hidden = false
    }
  }
}
