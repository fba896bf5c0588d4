// Package own is where your hypervisor goes. The README leads through it,
// one method at a time.
package own

import (
	"log/slog"

	"scaffold.invalid/module/internal/hypervisor"
)

// Hypervisor talks to the real thing. Whatever it has no method for answers
// UNIMPLEMENTED; a method that you write here takes its place.
type Hypervisor struct {
	hypervisor.Unimplemented

	log *slog.Logger
}

var _ hypervisor.Hypervisor = (*Hypervisor)(nil)

// New connects to the hypervisor. Credentials are mounted by the manager as
// files below /etc/virtrigaud/credentials, one for each key of the Secret.
func New(log *slog.Logger) (*Hypervisor, error) {
	own := &Hypervisor{log: log}
	own.log.Warn("most of this hypervisor is still to be written", "package", "internal/own")
	return own, nil
}
