// Package restweb shows duties and rest: a person their own ledger, a manager their team, the system counts by trust and
// never a name. It states what it needs of a store and imports none.
package restweb
