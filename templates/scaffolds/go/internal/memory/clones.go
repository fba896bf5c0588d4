package memory

import (
	"context"

	"scaffold.invalid/module/internal/hypervisor"
)

var _ hypervisor.Cloner = (*Hypervisor)(nil)

// Clone adds a copy that is off, with disks and addresses of its own.
func (h *Hypervisor) Clone(ctx context.Context, sourceID string, spec hypervisor.CloneSpec) (string, hypervisor.Work, error) {
	source, err := h.Get(ctx, sourceID)
	if err != nil {
		return "", nil, err
	}
	id := newID("vm")
	vm := hypervisor.VM{ID: id, Name: spec.Name, Power: hypervisor.Off, CPUs: source.CPUs, MemoryMiB: source.MemoryMiB}
	resize(&vm, spec.Class)
	for _, disk := range source.Disks {
		vm.Disks = append(vm.Disks, newDisk(id, hypervisor.DiskSpec{Name: disk.Name, SizeGiB: disk.SizeGiB}))
	}
	for _, network := range source.Networks {
		vm.Networks = append(vm.Networks, hypervisor.Network{Name: network.Name, MAC: newMAC()})
	}
	if err := h.add(vm); err != nil {
		return "", nil, err
	}
	return id, h.wait, nil
}
