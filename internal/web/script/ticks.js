// Deadlines that count down. The server says how far off a time is, at its own clock; here the words run on with what has
// passed since, so that a computer whose clock is wrong shows the same.
function spell(ms) {
  const minutes = Math.floor(Math.abs(ms) / 60000)
  const h = Math.floor(minutes / 60)
  const m = minutes % 60
  const words = h === 0 ? `${m} min` : `${h} h ${String(m).padStart(2, '0')} min`
  return ms < 0 ? `passed ${words} ago` : `in ${words}`
}

// startTicks lets every deadline of the page run on, twice a minute.
export function startTicks() {
  const parts = document.querySelectorAll('time[data-until]')
  if (parts.length === 0) return
  const began = performance.now()
  const tick = () => {
    const passed = performance.now() - began
    for (const part of parts) {
      const words = spell(Date.parse(part.dataset.until) - Date.parse(part.dataset.now) - passed)
      if (part.textContent !== words) part.textContent = words
    }
  }
  setInterval(tick, 30000)
}
