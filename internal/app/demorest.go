package app

import (
	"context"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/rest"
)

// rota stores the synthetic team's duties, contracts, managers and booked rest.
func (d *Demo) rota(ctx context.Context) error {
	r := d.world.Rest()
	by := rest.Signer{Actor: demoActor, Role: access.RotaCoordinator, Org: r.Trust}
	var emails []string
	for _, k := range r.Contracts.People {
		if k.Email != "" {
			emails = append(emails, k.Email)
		}
	}
	for _, list := range r.Managers {
		emails = append(emails, list...)
	}
	accounts, err := restAccounts{d.Accounts}.ByEmail(ctx, emails)
	if err != nil {
		return err
	}
	if _, err := d.Rest.KeepContracts(ctx, by, rest.File{Name: "contracts (synthetic)", SHA256: audit.Digest(d.world.Digest(), "contracts")}, r.Contracts, accounts); err != nil {
		return err
	}
	for _, team := range inOrder(r.Managers) {
		for _, email := range r.Managers[team] {
			if err := d.Rest.SetManager(ctx, by, team, accounts[email], true); err != nil {
				return err
			}
		}
	}
	if _, err := d.Rest.KeepDuties(ctx, by, rest.File{Name: "duties (synthetic)", SHA256: audit.Digest(d.world.Digest(), "duties")}, rest.DutyFile{Duties: r.Duties, Read: len(r.Duties)}, rest.Entering{Anyway: true}, civil.England()); err != nil {
		return err
	}
	for _, e := range r.Booked {
		if _, err := d.Rest.Record(ctx, by, e); err != nil {
			return err
		}
	}
	return nil
}
