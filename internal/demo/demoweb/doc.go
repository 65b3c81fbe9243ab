// Package demoweb is the demonstration's own page and the controls in the banner: what the synthetic clock shows, moving
// it forward, and beginning again. Every person of the demonstration may use them; nothing of it exists outside the
// demonstration.
package demoweb
