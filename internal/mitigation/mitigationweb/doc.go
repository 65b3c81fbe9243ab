// Package mitigationweb is the pages of requests for a patient-safety mitigation: the board with its deadlines, a request with
// both sides' times, the decision, impact returns, and the counts.
package mitigationweb
