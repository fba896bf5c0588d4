package memory

import (
	"context"
	"fmt"
	"slices"

	"scaffold.invalid/module/internal/hypervisor"
)

type snapshot struct {
	id string
	// vm is the machine as it was.
	vm hypervisor.VM
}

var _ hypervisor.Snapshotter = (*Hypervisor)(nil)

// CreateSnapshot keeps what a VM is when the task ends.
func (h *Hypervisor) CreateSnapshot(ctx context.Context, vmID string, _ hypervisor.SnapshotSpec) (string, hypervisor.Work, error) {
	id := newID("snap")
	rest, err := h.change(ctx, vmID, func(found *machine) error {
		found.snapshots = append(found.snapshots, snapshot{id: id, vm: copied(found.vm)})
		return nil
	})
	if err != nil {
		return "", nil, err
	}
	return id, rest, nil
}

// RevertSnapshot brings back sizes, disks and power state.
func (h *Hypervisor) RevertSnapshot(ctx context.Context, vmID, snapshotID string) (hypervisor.Work, error) {
	return h.changeSnapshot(ctx, vmID, snapshotID, func(found *machine, at int) {
		found.vm = copied(found.snapshots[at].vm)
	})
}

// DeleteSnapshot forgets a snapshot.
func (h *Hypervisor) DeleteSnapshot(ctx context.Context, vmID, snapshotID string) (hypervisor.Work, error) {
	return h.changeSnapshot(ctx, vmID, snapshotID, func(found *machine, at int) {
		found.snapshots = slices.Delete(found.snapshots, at, at+1)
	})
}

func (h *Hypervisor) changeSnapshot(ctx context.Context, vmID, snapshotID string, do func(found *machine, at int)) (hypervisor.Work, error) {
	vm, err := h.Get(ctx, vmID)
	if err != nil {
		return nil, err
	}
	absent := fmt.Errorf("VM %q has no snapshot %q: %w", vmID, snapshotID, hypervisor.ErrNotFound)
	if !slices.Contains(vm.Snapshots, snapshotID) {
		return nil, absent
	}
	return h.change(ctx, vmID, func(found *machine) error {
		at := slices.IndexFunc(found.snapshots, func(taken snapshot) bool { return taken.id == snapshotID })
		if at < 0 {
			return absent
		}
		do(found, at)
		return nil
	})
}
