package memory

import (
	"context"

	"scaffold.invalid/module/internal/hypervisor"
)

var _ hypervisor.OnlineReconfigurer = (*Hypervisor)(nil)

// ReconfigureOnline changes a VM in whatever power state it is.
func (h *Hypervisor) ReconfigureOnline(ctx context.Context, id string, change hypervisor.Change) (hypervisor.Work, error) {
	return h.change(ctx, id, func(found *machine) error { return apply(&found.vm, change) })
}
