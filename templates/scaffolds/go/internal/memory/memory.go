// Package memory is a hypervisor that keeps its VMs in memory. It lets the
// provider run, be tested and pass VCTS before there is a real hypervisor.
package memory

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"scaffold.invalid/module/internal/hypervisor"
)

// Hypervisor implements hypervisor.Hypervisor, and the interfaces of the
// optional profiles in files of their own.
type Hypervisor struct {
	// taskTime is how long every task takes.
	taskTime time.Duration

	mu       sync.Mutex
	machines map[string]*machine
	// scaffold:if image-prepare
	// images are known by their name and source.
	images map[string]hypervisor.Image
	// scaffold:end
}

type machine struct {
	vm hypervisor.VM
	// scaffold:if snapshot
	// snapshots begin with the oldest.
	snapshots []snapshot
	// scaffold:end
}

var _ hypervisor.Hypervisor = (*Hypervisor)(nil)

// New returns an empty hypervisor whose tasks take that long.
func New(taskTime time.Duration) *Hypervisor {
	return &Hypervisor{
		taskTime: taskTime,
		machines: map[string]*machine{},
		// scaffold:if image-prepare
		// Images are remembered for as long as the process lives.
		images: map[string]hypervisor.Image{},
		// scaffold:end
	}
}

// Ping always succeeds: there is nobody to reach.
func (*Hypervisor) Ping(ctx context.Context) error { return ctx.Err() }

// Create adds a VM; only its task takes time.
func (h *Hypervisor) Create(_ context.Context, spec hypervisor.Spec) (string, hypervisor.Work, error) {
	id := newID("vm")
	vm := hypervisor.VM{
		ID:        id,
		Name:      spec.Name,
		Power:     hypervisor.Off,
		CPUs:      max(1, spec.Class.CPUs),
		MemoryMiB: max(128, spec.Class.MemoryMiB),
		Disks:     []hypervisor.Disk{newDisk(id, hypervisor.DiskSpec{Name: "root", SizeGiB: 10})},
		Networks:  newNetworks(spec.Networks),
	}
	if err := applyDisks(&vm, spec.Disks); err != nil {
		return "", nil, err
	}
	if err := h.add(vm); err != nil {
		return "", nil, err
	}
	return id, h.wait, nil
}

// Get returns a copy of a VM.
func (h *Hypervisor) Get(_ context.Context, id string) (hypervisor.VM, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	found, err := h.machine(id)
	if err != nil {
		return hypervisor.VM{}, err
	}
	return found.view(), nil
}

// List returns copies of all VMs, in the order of their names.
func (h *Hypervisor) List(context.Context) ([]hypervisor.VM, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	vms := make([]hypervisor.VM, 0, len(h.machines))
	for _, each := range h.machines {
		vms = append(vms, each.view())
	}
	slices.SortFunc(vms, func(a, b hypervisor.VM) int { return strings.Compare(a.Name, b.Name) })
	return vms, nil
}

// Delete removes a VM with everything that belongs to it.
func (h *Hypervisor) Delete(ctx context.Context, id string) (hypervisor.Work, error) {
	return h.change(ctx, id, func(*machine) error {
		delete(h.machines, id)
		return nil
	})
}

// Power switches a VM. Nothing runs in it, so a graceful shutdown is over at once.
func (h *Hypervisor) Power(ctx context.Context, id string, change hypervisor.PowerChange) (hypervisor.Work, error) {
	return h.change(ctx, id, func(found *machine) error {
		switch change.Action {
		case hypervisor.PowerOn:
			found.vm.Power = hypervisor.On
		case hypervisor.PowerOff:
			found.vm.Power = hypervisor.Off
		case hypervisor.ShutdownGraceful:
			found.vm.Power = hypervisor.OffGraceful
		case hypervisor.Reboot:
			if found.vm.Power != hypervisor.On {
				return fmt.Errorf("VM %q is %s and cannot be rebooted: %w", id, found.vm.Power, hypervisor.ErrWrongState)
			}
		default:
			return fmt.Errorf("action %d: %w", change.Action, hypervisor.ErrInvalid)
		}
		return nil
	})
}

// Reconfigure changes a VM that is off.
func (h *Hypervisor) Reconfigure(ctx context.Context, id string, change hypervisor.Change) (hypervisor.Work, error) {
	return h.change(ctx, id, func(found *machine) error {
		if found.vm.Power == hypervisor.On {
			return fmt.Errorf("VM %q is On: %w", id, hypervisor.ErrWrongState)
		}
		return apply(&found.vm, change)
	})
}

func apply(vm *hypervisor.VM, change hypervisor.Change) error {
	if err := applyDisks(vm, change.Disks); err != nil {
		return err
	}
	resize(vm, change.Class)
	return nil
}

func resize(vm *hypervisor.VM, class hypervisor.Class) {
	if class.CPUs > 0 {
		vm.CPUs = class.CPUs
	}
	if class.MemoryMiB > 0 {
		vm.MemoryMiB = class.MemoryMiB
	}
}

// add puts a VM into the list, under a name that no other has.
func (h *Hypervisor) add(vm hypervisor.VM) error {
	if vm.Name == "" {
		return fmt.Errorf("a VM needs a name: %w", hypervisor.ErrInvalid)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, other := range h.machines {
		if other.vm.Name == vm.Name {
			return fmt.Errorf("VM %q has the name %q: %w", id, vm.Name, hypervisor.ErrExists)
		}
	}
	h.machines[vm.ID] = &machine{vm: vm}
	return nil
}

// machine needs the lock.
func (h *Hypervisor) machine(id string) (*machine, error) {
	found, is := h.machines[id]
	if !is {
		return nil, fmt.Errorf("VM %q: %w", id, hypervisor.ErrNotFound)
	}
	return found, nil
}

// change is a task that changes a VM at its end, under the lock. An absent VM is refused at once.
func (h *Hypervisor) change(ctx context.Context, id string, do func(*machine) error) (hypervisor.Work, error) {
	if _, err := h.Get(ctx, id); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if err := h.wait(ctx); err != nil {
			return err
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		found, err := h.machine(id)
		if err != nil {
			return err
		}
		return do(found)
	}, nil
}

// wait is how long a task takes, or less where its context ends.
func (h *Hypervisor) wait(ctx context.Context) error {
	timer := time.NewTimer(h.taskTime)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// view is a copy that shares nothing with the machine.
func (m *machine) view() hypervisor.VM {
	vm := copied(m.vm)
	// scaffold:if snapshot
	for _, taken := range m.snapshots {
		vm.Snapshots = append(vm.Snapshots, taken.id)
	}
	// scaffold:end
	return vm
}

func copied(vm hypervisor.VM) hypervisor.VM {
	vm.Disks = slices.Clone(vm.Disks)
	vm.Networks = slices.Clone(vm.Networks)
	return vm
}

func newID(kind string) string { return kind + "-" + strings.ToLower(rand.Text()) }
