package provider

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
)

// The optional profiles. A hypervisor gets one by having its methods.

// SnapshotCreate takes a snapshot. The memory of a running VM is not kept.
func (p *Provider) SnapshotCreate(ctx context.Context, request *providerv1.SnapshotCreateRequest) (*providerv1.SnapshotCreateResponse, error) {
	snapshotter, can := p.hypervisor.(hypervisor.Snapshotter)
	if !can {
		return nil, unsupported("snapshot")
	}
	if request.GetIncludeMemory() {
		return nil, status.Error(codes.Unimplemented, "include_memory: snapshots with memory are not supported")
	}
	spec := hypervisor.SnapshotSpec{Name: request.GetNameHint(), Description: request.GetDescription()}
	id, rest, err := snapshotter.CreateSnapshot(ctx, request.GetVmId(), spec)
	if err != nil {
		return nil, statusOf(err)
	}
	ref, err := p.task("snapshot-create", rest)
	if err != nil {
		return nil, err
	}
	return &providerv1.SnapshotCreateResponse{SnapshotId: id, Task: ref}, nil
}

// SnapshotRevert brings a VM back to a snapshot.
func (p *Provider) SnapshotRevert(ctx context.Context, request *providerv1.SnapshotRevertRequest) (*providerv1.TaskResponse, error) {
	snapshotter, can := p.hypervisor.(hypervisor.Snapshotter)
	if !can {
		return nil, unsupported("snapshot")
	}
	rest, err := snapshotter.RevertSnapshot(ctx, request.GetVmId(), request.GetSnapshotId())
	return p.answer("snapshot-revert", rest, err)
}

// SnapshotDelete removes a snapshot.
func (p *Provider) SnapshotDelete(ctx context.Context, request *providerv1.SnapshotDeleteRequest) (*providerv1.TaskResponse, error) {
	snapshotter, can := p.hypervisor.(hypervisor.Snapshotter)
	if !can {
		return nil, unsupported("snapshot")
	}
	rest, err := snapshotter.DeleteSnapshot(ctx, request.GetVmId(), request.GetSnapshotId())
	return p.answer("snapshot-delete", rest, err)
}

// Clone copies a VM with everything that it needs. Copies that are linked to their source are not supported.
func (p *Provider) Clone(ctx context.Context, request *providerv1.CloneRequest) (*providerv1.CloneResponse, error) {
	cloner, can := p.hypervisor.(hypervisor.Cloner)
	if !can {
		return nil, unsupported("clone")
	}
	if request.GetLinked() {
		return nil, status.Error(codes.Unimplemented, "linked: linked clones are not supported")
	}
	class, err := readClass("class_json", request.GetClassJson())
	if err != nil {
		return nil, statusOf(err)
	}
	spec := hypervisor.CloneSpec{Name: request.GetTargetName(), Class: class}
	id, rest, err := cloner.Clone(ctx, request.GetSourceVmId(), spec)
	if err != nil {
		return nil, statusOf(err)
	}
	ref, err := p.task("clone", rest)
	if err != nil {
		return nil, err
	}
	return &providerv1.CloneResponse{TargetVmId: id, Task: ref}, nil
}

// ImagePrepare fetches an image that VMs can be made from.
func (p *Provider) ImagePrepare(ctx context.Context, request *providerv1.ImagePrepareRequest) (*providerv1.ImagePrepareResponse, error) {
	preparer, can := p.hypervisor.(hypervisor.ImagePreparer)
	if !can {
		return nil, unsupported("image-prepare")
	}
	spec := hypervisor.ImageSpec{Name: request.GetTargetName(), StorageHint: request.GetStorageHint()}
	if err := read("image_json", request.GetImageJson(), &spec.Source); err != nil {
		return nil, statusOf(err)
	}
	image, rest, err := preparer.PrepareImage(ctx, spec)
	if err != nil {
		return nil, statusOf(err)
	}
	ref, err := p.task("image-prepare", rest)
	if err != nil {
		return nil, err
	}
	return &providerv1.ImagePrepareResponse{Task: ref, PreparedImageId: image.ID, PreparedImagePath: image.Path}, nil
}
