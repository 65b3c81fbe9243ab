// Package measureweb shows the register of measures: what each figure means, how it is put together, where its series
// breaks, and what about it is not confirmed. It reads the register alone and keeps nothing.
package measureweb
