package provider

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
)

const bytesPerGiB = 1 << 30

// Describe tells one VM. An absent one is no error: the manager creates it again.
func (p *Provider) Describe(ctx context.Context, request *providerv1.DescribeRequest) (*providerv1.DescribeResponse, error) {
	vm, err := p.hypervisor.Get(ctx, request.GetId())
	if errors.Is(err, hypervisor.ErrNotFound) {
		return &providerv1.DescribeResponse{Exists: false}, nil
	}
	if err != nil {
		return nil, statusOf(err)
	}
	raw, err := json.Marshal(map[string]any{"name": vm.Name, "cpus": vm.CPUs, "memoryMiB": vm.MemoryMiB})
	if err != nil {
		return nil, statusOf(err)
	}
	return &providerv1.DescribeResponse{
		Exists:          true,
		PowerState:      string(vm.Power),
		Ips:             addresses(vm),
		ProviderRawJson: string(raw),
	}, nil
}

// ListVMs tells every VM.
func (p *Provider) ListVMs(ctx context.Context, _ *providerv1.ListVMsRequest) (*providerv1.ListVMsResponse, error) {
	vms, err := p.hypervisor.List(ctx)
	if err != nil {
		return nil, statusOf(err)
	}
	rows := make([]*providerv1.VMInfo, 0, len(vms))
	for _, vm := range vms {
		rows = append(rows, row(vm))
	}
	return &providerv1.ListVMsResponse{Vms: rows}, nil
}

func row(vm hypervisor.VM) *providerv1.VMInfo {
	info := &providerv1.VMInfo{
		Id:         vm.ID,
		Name:       vm.Name,
		PowerState: string(vm.Power),
		Ips:        addresses(vm),
		Cpu:        vm.CPUs,
		MemoryMib:  vm.MemoryMiB,
	}
	for _, disk := range vm.Disks {
		info.Disks = append(info.Disks, &providerv1.DiskInfo{
			Id: disk.ID, Path: disk.Path, SizeGib: disk.SizeGiB, Format: disk.Format,
		})
	}
	for _, network := range vm.Networks {
		info.Networks = append(info.Networks, &providerv1.NetworkInfo{
			Name: network.Name, Mac: network.MAC, IpAddress: network.IP,
		})
	}
	return info
}

func addresses(vm hypervisor.VM) []string {
	var ips []string
	for _, network := range vm.Networks {
		if network.IP != "" {
			ips = append(ips, network.IP)
		}
	}
	return ips
}

// GetDiskInfo tells one disk, the one that the VM boots from where none is named, and the VM's snapshots.
func (p *Provider) GetDiskInfo(ctx context.Context, request *providerv1.GetDiskInfoRequest) (*providerv1.GetDiskInfoResponse, error) {
	if request.GetSnapshotId() != "" {
		return nil, status.Error(codes.Unimplemented, "disks of snapshots cannot be told")
	}
	vm, err := p.hypervisor.Get(ctx, request.GetVmId())
	if err != nil {
		return nil, statusOf(err)
	}
	asked := request.GetDiskId()
	at := slices.IndexFunc(vm.Disks, func(disk hypervisor.Disk) bool {
		return asked == "" || disk.ID == asked || disk.Name == asked
	})
	if at < 0 {
		return nil, status.Errorf(codes.NotFound, "VM %q has no disk %q", vm.ID, asked)
	}
	disk := vm.Disks[at]
	return &providerv1.GetDiskInfoResponse{
		DiskId:           disk.ID,
		Format:           disk.Format,
		VirtualSizeBytes: int64(disk.SizeGiB) * bytesPerGiB,
		Path:             disk.Path,
		IsBootable:       at == 0,
		Snapshots:        vm.Snapshots,
	}, nil
}

// TaskStatus tells how far a task is.
func (p *Provider) TaskStatus(_ context.Context, request *providerv1.TaskStatusRequest) (*providerv1.TaskStatusResponse, error) {
	id := request.GetTask().GetId()
	if id == "" {
		return nil, status.Error(codes.InvalidArgument, "task.id: no task is named")
	}
	task, known := p.tasks.Status(id)
	if !known {
		return nil, status.Errorf(codes.NotFound, "there is no task %q", id)
	}
	return &providerv1.TaskStatusResponse{Done: task.Done, Error: task.Error}, nil
}
